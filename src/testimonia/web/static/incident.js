// The page of an incident: its map, and how its number was reported.
import { atlas, ground, show } from "./atlas.js";
import { reported } from "./charts.js";

const element = document.getElementById("map");
if (element) {
  const map = atlas(element);
  show(map, JSON.parse(element.dataset.features).features);
  ground(map);
}
const dots = document.getElementById("dots");
if (dots) reported(dots, JSON.parse(dots.dataset.dots), document.querySelector(".sources"));
