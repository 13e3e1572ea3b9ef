// The map: land from Natural Earth, one mark an incident, and around each mark the circle in which it happened.
/* global L */

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const land = () => ({ color: style("--border"), weight: 0.8, fillColor: style("--land"), fillOpacity: 1 });
const CIRCLE = () => ({ color: style("--pin"), weight: 1, dashArray: "4 4", fillColor: style("--pin"), fillOpacity: 0.1, interactive: false });
const EXACT = 5; // kilometres up to which a mark is filled

/** An empty map with the land on it; the colours follow the light. */
export function atlas(element) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    minZoom: 1, maxZoom: 11, zoomSnap: 0.5, maxBounds: [[-89, -220], [89, 220]], maxBoundsViscosity: 0.8,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
  }).setView([20, 15], 1.5);
  map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
  fetch("/static/vendor/world.json").then((answer) => answer.json()).then((world) => {
    const layer = L.geoJSON(world, { renderer: L.canvas({ padding: 0.5 }), interactive: false, style: land }).addTo(map);
    layer.bringToBack();
    names(map, world.features);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.setStyle(land));
  });
  return map;
}

/** Names of countries, the larger the earlier: `zoom` says from where on. */
function names(map, countries) {
  const labels = countries.map(({ properties: { name, at, zoom } }) => ({ zoom, label: L.marker([at[1], at[0]], {
    icon: L.divIcon({ className: "country", html: Object.assign(document.createElement("span"), { textContent: name }), iconSize: [0, 0] }),
    interactive: false, keyboard: false, zIndexOffset: -10000 }) }));
  const layer = L.layerGroup().addTo(map);
  const redraw = () => {
    layer.clearLayers();
    for (const { zoom, label } of labels) if (map.getZoom() >= zoom && map.getBounds().contains(label.getLatLng())) layer.addLayer(label);
  };
  map.on("zoomend moveend", redraw);
  redraw();
}

/** What stands in the window of an incident: text only, whatever it holds. */
function window_(feature) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = `/incidents/${encodeURIComponent(feature.id)}`;
  link.textContent = feature.properties.headline;
  const where = document.createElement("p");
  const km = feature.properties.circle_km;
  where.textContent = km > EXACT ? `somewhere within ${Math.round(km)} km` : "the place is known";
  where.className = "dim";
  box.append(link, where);
  return box;
}

function mark(feature) {
  const [east, north] = feature.geometry.coordinates;
  const exact = feature.properties.circle_km <= EXACT;
  const icon = L.divIcon({ className: `pin ${exact ? "exact" : "rough"}`, iconSize: [13, 13] });
  const made = L.marker([north, east], { icon, title: feature.properties.headline, alt: feature.properties.headline });
  made.bindPopup(() => window_(feature), { maxWidth: 260 });
  made.km = feature.properties.circle_km;
  made.circle = L.circle([north, east], { radius: feature.properties.circle_km * 1000, ...CIRCLE() });
  return made;
}

/** Puts features on the map. Marks that lie close are drawn as one with their number; circles of single ones only. */
export function show(map, features, options = {}) {
  const marks = features.filter((f) => f.geometry).map(mark);
  const group = L.markerClusterGroup({
    maxClusterRadius: 36, showCoverageOnHover: false, animate: false,
    iconCreateFunction: (cluster) => {
      const size = 24 + Math.min(26, Math.round(8 * Math.log10(cluster.getChildCount())));
      return L.divIcon({ className: "cluster", html: String(cluster.getChildCount()), iconSize: [size, size] });
    },
  });
  const circles = L.layerGroup().addTo(map);
  group.addLayers(marks);
  map.addLayer(group);
  const redraw = () => {
    circles.clearLayers();
    const seen = map.getBounds().pad(0.5);
    for (const one of marks) if (seen.contains(one.getLatLng()) && group.getVisibleParent(one) === one) circles.addLayer(one.circle);
  };
  if (marks.length) {
    const bounds = L.latLngBounds([]);
    for (const one of marks) bounds.extend(one.getLatLng().toBounds(2000 * one.km));
    if (marks.length === 1) map.fitBounds(marks[0].getLatLng().toBounds(Math.max(900000, 5000 * marks[0].km)));
    else map.fitBounds(options.bounds ?? bounds, { padding: [30, 30], maxZoom: 7 });
  } else if (options.bounds) map.fitBounds(options.bounds);
  map.on("moveend zoomend", redraw);
  redraw();
  return marks;
}

/** Lets people draw a rectangle with the pointer once they have pressed the button; `chosen(bounds)` gets it. */
export function drawn(map, button, chosen) {
  let corner = null, shape = null;
  const drawing = (on) => {
    button.setAttribute("aria-pressed", String(on));
    map.getContainer().classList.toggle("drawing", on);
    map.dragging[on ? "disable" : "enable"]();
    shape?.remove();
    corner = shape = null;
  };
  const point = (event) => map.mouseEventToLatLng(event);
  button.addEventListener("click", () => drawing(button.getAttribute("aria-pressed") !== "true"));
  const on = (kind, act) => map.getContainer().addEventListener(kind, (event) => { if (button.getAttribute("aria-pressed") === "true") act(event); });
  on("pointerdown", (event) => { corner = point(event); shape = L.rectangle([corner, corner], { weight: 2, interactive: false }).addTo(map); });
  on("pointermove", (event) => { if (corner) shape.setBounds([corner, point(event)]); });
  on("pointerup", () => {
    if (!corner) return;
    const bounds = shape.getBounds(), wide = map.latLngToLayerPoint(bounds.getNorthEast()).distanceTo(map.latLngToLayerPoint(bounds.getSouthWest()));
    drawing(false);
    if (wide > 8) chosen(bounds);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") drawing(false); });
}
