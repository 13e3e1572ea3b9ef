// Copies third-party scripts into the package, each with its licence, and makes the base map from Natural Earth.
// Usage: npm ci && npm run build. Writes src/testimonia/web/static/vendor, which is never committed.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { geoArea, geoCentroid, geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature } from "topojson-client";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "../src/testimonia/web/static/vendor");

// What is copied: from the package, to the name that the pages ask for.
const FILES = [
  ["leaflet/dist/leaflet.js", "leaflet.js"],
  ["leaflet/dist/leaflet.css", "leaflet.css"],
  ["leaflet/LICENSE", "leaflet.LICENSE.txt"],
  ["uplot/dist/uPlot.iife.min.js", "uplot.js"],
  ["uplot/dist/uPlot.min.css", "uplot.css"],
  ["uplot/LICENSE", "uplot.LICENSE.txt"],
  ["world-atlas/LICENSE", "world.LICENSE.txt"],
];

// Degrees in, degrees out: all it does is to cut shapes where they cross the date line. World Atlas joins them there,
// and a flat map would draw a line around the world.
const cut = geoEquirectangular().reflectY(true).scale(180 / Math.PI).translate([0, 0]).precision(0);

/** Longitude and latitude to 0.01 degrees (some 1 km), repeated points dropped. */
function rounded(ring) {
  const out = [];
  for (const [x, y] of ring) {
    const point = [Math.round(x * 100) / 100, Math.round(y * 100) / 100];
    const last = out.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
  }
  return out;
}

/** Where the name of a country stands (the middle of its largest part), and from which zoom on there is room for it. */
function label({ geometry: { type, coordinates } }) {
  const parts = (type === "Polygon" ? [coordinates] : coordinates).map((rings) => ({ type: "Polygon", coordinates: rings }));
  const largest = parts.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
  const area = geoArea(largest);
  const zoom = [0.03, 0.008, 0.002, 0.0004].findIndex((least) => area > least);
  return { at: geoCentroid(largest).map((x) => Math.round(x * 10) / 10), zoom: zoom < 0 ? 7 : zoom + 2.5 };
}

function simplified(country, plain) {
  const { type, coordinates } = country.geometry;
  const polygons = (type === "Polygon" ? [coordinates] : coordinates)
    .map((rings) => rings.map(rounded).filter((ring) => ring.length > 3))
    .filter((rings) => rings.length);
  return {
    type: "Feature",
    id: country.id,
    properties: { name: country.properties.name, ...label(plain) },
    geometry: { type: "MultiPolygon", coordinates: polygons },
  };
}

function world() {
  const atlas = JSON.parse(readFileSync(join(modules, "world-atlas/countries-50m.json"), "utf8"));
  const round = feature(atlas, atlas.objects.countries).features.filter((f) => f.geometry);
  return { type: "FeatureCollection", features: round.map((f) => simplified(geoProject(f, cut), f)) };
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [from, to] of FILES) copyFileSync(join(modules, from), join(vendor, to));
writeFileSync(join(vendor, "world.json"), JSON.stringify(world()));
console.log(`${FILES.length + 1} files in ${vendor}`);
