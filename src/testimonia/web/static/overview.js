// The overview: the same incidents as the list, on a map and by month. Whatever is chosen becomes an address.
/* global L */
import { atlas, drawn, show } from "./atlas.js";
import { timeline } from "./charts.js";

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
const bounds = box.length === 4 && box[0] < box[2] ? L.latLngBounds([box[1], box[0]], [box[3], box[2]]) : undefined;

fetch(element.dataset.source, { headers: { Accept: "application/geo+json" } })
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
  .then((found) => {
    const marks = show(map, found.features, { bounds });
    const without = found.features.length - marks.length;
    const parts = [];
    if (without) parts.push(`${without} of these incidents ${without === 1 ? "is" : "are"} on no map: no report says where, or no gazetteer knows the place.`);
    if (found.next) parts.push(`The map shows the first ${found.features.length.toLocaleString("en")}; filter for fewer.`);
    note.textContent = parts.join(" ");
    if (bounds) L.rectangle(bounds, { weight: 1, fill: false, interactive: false }).addTo(map);
    const area = document.getElementById("area");
    map.once("movestart", () => { area.hidden = false; });
    const only = (b) => {
      const limit = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(2);
      go({ box: [limit(b.getWest(), 180), limit(b.getSouth(), 90), limit(b.getEast(), 180), limit(b.getNorth(), 90)].join(",") });
    };
    area.addEventListener("click", () => only(map.getBounds()));
    drawn(map, document.getElementById("draw"), only);
  })
  .catch(() => { note.textContent = "The map's incidents could not be loaded; the list has them."; });

const chart = document.getElementById("timeline");
if (chart) timeline(chart, JSON.parse(chart.dataset.months), (since, until) => go({ since, until }),
  document.getElementById("choice"), document.getElementById("timeline-note"));
