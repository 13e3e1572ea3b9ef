// The overview: the same incidents as the list, on a map, by month and by name. Whatever is chosen becomes an address.
/* global L */
import { atlas, drawn, follow, ground } from "./atlas.js";
import { ranking, timeline } from "./charts.js";

const form = document.querySelector(".filters");
const go = (values) => {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.requestSubmit();
};

// What is not asked for does not stand in the address.
form.addEventListener("submit", () => {
  for (const field of form.elements) if (field.name && (field.value === "" || (field.name === "order" && field.value === "newest"))) field.disabled = true;
});
addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; });

const element = document.getElementById("map");
const map = atlas(element);
const note = document.getElementById("map-note");
const box = element.dataset.box.split(",").map(Number);
const edges = element.dataset.bounds.split(",").map(Number);
const area = box.length === 4 && box[0] < box[2] ? L.latLngBounds([box[1], box[0]], [box[3], box[2]]) : undefined;
if (area) L.rectangle(area, { className: "area", weight: 2, fill: false, interactive: false }).addTo(map);

// Where one looks stands in the address, too: #zoom/north/east.
const looked = location.hash.match(/^#(\d+(?:\.\d+)?)\/(-?\d+\.?\d*)\/(-?\d+\.?\d*)$/);
if (looked) map.setView([looked[2], looked[3]], Number(looked[1]), { animate: false });
else if (area) map.fitBounds(area, { animate: false, padding: [20, 20] });
else if (edges.length === 4) map.fitBounds(L.latLngBounds([edges[1], edges[0]], [edges[3], edges[2]]).pad(0.05), { animate: false, maxZoom: 6, padding: [20, 20] });

const count = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
let bare = true;
follow(map, element.dataset.source, {
  tail: element.dataset.list,
  noted: (found) => {
    if (bare) setTimeout(ground, 0, map);
    bare = false;
    if (!found) note.textContent = "The map's incidents could not be loaded; the list has them.";
    else note.textContent = found.without ? `${count(found.without, "of these incidents is", "of these incidents are")} on no map: no report says where, or no gazetteer knows the place.` : "";
  },
});

const only = (b) => {
  const limit = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(2);
  history.replaceState(null, "", location.pathname + location.search);
  go({ box: [limit(b.getWest(), 180), limit(b.getSouth(), 90), limit(b.getEast(), 180), limit(b.getNorth(), 90)].join(",") });
};
const shown = document.getElementById("area");
map.on("moveend", ({ target }) => {
  const { lat, lng } = target.getCenter();
  history.replaceState(null, "", `${location.pathname}${location.search}#${target.getZoom()}/${lat.toFixed(3)}/${lng.toFixed(3)}`);
  shown.hidden = false;
});
shown.addEventListener("click", () => only(map.getBounds()));
drawn(map, document.getElementById("draw"), only);

const chart = document.getElementById("timeline");
if (chart) timeline(chart, JSON.parse(chart.dataset.months), (since, until) => go({ since, until }),
  document.getElementById("choice"), document.getElementById("timeline-note"));
for (const names of document.querySelectorAll(".chart.names")) ranking(names, JSON.parse(names.dataset.rows));
