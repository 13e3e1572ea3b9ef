// The map: land from Natural Earth, one mark an incident, and around each mark the circle in which it happened.
/* global L */

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const land = () => ({ color: style("--border"), weight: 0.8, fillColor: style("--land"), fillOpacity: 1 });
const CIRCLE = () => ({ color: style("--pin"), weight: 1, dashArray: "4 4", fillColor: style("--pin"), fillOpacity: 0.1, interactive: false });
const EXACT = 5; // kilometres up to which a mark is filled

/** An empty map. */
export function atlas(element) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    minZoom: 1, maxZoom: 11, zoomSnap: 0.5, maxBounds: [[-89, -220], [89, 220]], maxBoundsViscosity: 0.8,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
  }).setView([20, 15], 1.5);
  map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
  return map;
}

/** The land under what the map shows, and the names of countries: large, and so it comes last. The colours follow the light. */
export function ground(map) {
  fetch("/static/vendor/world.json", { priority: "low" }).then((answer) => answer.json()).then((world) => {
    const layer = L.geoJSON(world, { renderer: L.canvas({ padding: 0.5 }), interactive: false, style: land }).addTo(map);
    layer.bringToBack();
    names(map, world.features);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.setStyle(land));
  });
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

/** What stands in the window of incidents: text only, whatever they hold. */
function told(incidents, more, tail = "") {
  const box = document.createElement("div");
  for (const { id, headline, where } of incidents) {
    const link = Object.assign(document.createElement("a"), { href: `/incidents/${encodeURIComponent(id)}${tail}`, textContent: headline || id });
    const line = document.createElement("p");
    line.append(link);
    if (where) line.append(Object.assign(document.createElement("small"), { textContent: ` ${where}`, className: "dim" }));
    box.append(line);
  }
  if (more) box.append(Object.assign(document.createElement("p"), { textContent: more, className: "dim" }));
  return box;
}

const known = (km) => (km > EXACT ? `somewhere within ${Math.round(km)} km` : "the place is known");

/** The mark of one incident, and the circle in which it happened. */
function mark({ id, geometry: { coordinates: [east, north] }, properties: { headline, circle_km: km } }, tail) {
  const icon = L.divIcon({ className: `pin ${km <= EXACT ? "exact" : "rough"}`, iconSize: [13, 13] });
  const made = L.marker([north, east], { icon, title: headline, alt: headline, riseOnHover: true });
  made.bindPopup(() => told([{ id, headline, where: known(km) }], "", tail), { maxWidth: 260 });
  return [L.circle([north, east], { radius: km * 1000, ...CIRCLE() }), made];
}

/** Puts a few incidents on a map of their own. */
export function show(map, features) {
  const placed = features.filter((f) => f.geometry);
  for (const feature of placed) for (const layer of mark(feature)) layer.addTo(map);
  if (placed.length) {
    const [{ geometry: { coordinates: [east, north] }, properties: { circle_km: km } }] = placed;
    map.fitBounds(L.latLng(north, east).toBounds(Math.max(900000, 5000 * km)));
  }
}

const FAR = 11; // the zoom behind which nothing comes apart any more

/** The mark of several incidents: it opens where they come apart, or tells the first of them where they never will. */
function heap(map, feature, tell) {
  const { geometry: { coordinates: [east, north] }, bbox: [w, s, e, n], properties: { count, killed } } = feature;
  const size = 26 + Math.min(24, Math.round(7 * Math.log10(count)));
  const short = count < 10000 ? count.toLocaleString("en") : `${Math.round(count / 1000).toLocaleString("en")}k`;
  const icon = L.divIcon({ className: "cluster", html: Object.assign(document.createElement("span"), { textContent: short }), iconSize: [size, size] });
  const said = `${count.toLocaleString("en")} incidents, ${killed.toLocaleString("en")} killed`;
  const made = L.marker([north, east], { icon, title: said, alt: said, zIndexOffset: size });
  const bounds = L.latLngBounds([s, w], [n, e]);
  const apart = map.getBoundsZoom(bounds.pad(0.1)) > map.getZoom() && (n - s > 0.002 || e - w > 0.002) && map.getZoom() < FAR;
  made.on("click", () => (apart ? map.fitBounds(bounds, { padding: [40, 40], maxZoom: Math.min(FAR, map.getZoom() + 4) }) : tell(made, feature)));
  return [made];
}

/** Keeps what lies in the map's window on it, as the server gathers it for that zoom. `noted(found)` gets each answer. */
export function follow(map, source, { tail = "", noted }) {
  const layer = L.layerGroup().addTo(map);
  const tell = (made, { bbox, properties: { count } }) => {
    const [w, s, e, n] = bbox.map((edge, i) => edge + (i < 2 ? -0.0002 : 0.0002));
    made.unbindPopup().bindPopup("…", { maxWidth: 300, maxHeight: 260 }).openPopup();
    const list = new URL(source, location.href);
    list.pathname = "/incidents";
    const box = new URLSearchParams(list.search);
    box.set("box", [w, s, e, n].map((x) => x.toFixed(4)).join(","));
    box.set("limit", "8");
    fetch(`/incidents?${box}`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
      .then(({ incidents }) => made.setPopupContent(told(incidents, count > 8 ? `and ${(count - 8).toLocaleString("en")} more: filter by place or time` : "", tail)))
      .catch(() => made.setPopupContent("These incidents could not be loaded; the list has them."));
  };
  let asked = null, timer = 0;
  const load = () => {
    asked?.abort();
    asked = new AbortController();
    const bounds = map.getBounds().pad(0.3), limit = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(3);
    const url = new URL(source, location.href);
    url.searchParams.set("zoom", map.getZoom());
    url.searchParams.set("window", [limit(bounds.getWest(), 180), limit(bounds.getSouth(), 90), limit(bounds.getEast(), 180), limit(bounds.getNorth(), 90)].join(","));
    fetch(url, { headers: { Accept: "application/geo+json" }, signal: asked.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
      .then((found) => {
        const open = layer.getLayers().find((one) => one.isPopupOpen?.());
        const at = document.activeElement?.closest?.(".leaflet-marker-icon")?.title;
        if (!open) layer.clearLayers();
        else for (const one of layer.getLayers()) if (one !== open) layer.removeLayer(one);
        for (const feature of found.features) {
          for (const one of feature.properties.count > 1 ? heap(map, feature, tell) : mark(feature, tail)) layer.addLayer(one);
        }
        if (at) map.getContainer().querySelector(`.leaflet-marker-icon[title="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
        noted(found);
      })
      .catch((fault) => { if (fault.name !== "AbortError") noted(null); });
  };
  map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(load, 60); });
  load();
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
