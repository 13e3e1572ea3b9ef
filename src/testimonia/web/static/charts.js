// Charts, drawn by uPlot. The same numbers stand in a table beside each of them.
/* global uPlot */

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const seconds = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
const iso = (at) => new Date(at * 1000).toISOString();
const utc = (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC");
const DAYS = [1, 2, 7, 14, 28, 91, 182, 365, 730, 3650];
const axis = (more = {}) => ({ stroke: style("--dim"), grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line") }, font: "12px system-ui", ...more });

/** The width of an axis of numbers: that of its longest. */
const wide = (u, values) => 22 + 7.5 * Math.max(2, ...(values ?? []).map((v) => String(v).length));

/** Draws again when the width or the light changes. */
function keep(element, draw) {
  let plot = draw(element.clientWidth);
  const again = () => { plot.destroy(); plot = draw(element.clientWidth); };
  let width = element.clientWidth;
  new ResizeObserver(() => { if (element.clientWidth !== width) { width = element.clientWidth; again(); } }).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return again;
}

/** How many of the first months lie so far back that one incident in a hundred would take most of the chart. */
function outliers(dated) {
  const total = dated.reduce((sum, m) => sum + m.incidents, 0);
  let seen = 0, first = 0;
  while (seen + dated[first].incidents <= total / 100) seen += dated[first++].incidents;
  const year = (m) => Number(m.name.slice(0, 4));
  return year(dated[first]) - year(dated[0]) > year(dated.at(-1)) - year(dated[first]) ? first : 0;
}

/** Every month from the first to the last, those without incidents with zeros, and the one behind, where steps end. */
function months(found) {
  const all = found.filter((m) => m.name);
  if (!all.length) return null;
  const dated = all.slice(outliers(all));
  const known = new Map(dated.map((m) => [m.name, m]));
  const out = [[], [], [], [], []];
  let [year, month] = dated[0].name.split("-").map(Number);
  for (let name = dated[0].name, over = false; !over && out[0].length < 12 * 300;) {
    over = name > dated.at(-1).name;
    const m = known.get(name) ?? { low: 0, best: 0, high: 0, incidents: 0 };
    [seconds(`${name}-01`), m.low, m.best, m.high, m.incidents].forEach((value, i) => out[i].push(value));
    month += 1;
    if (month > 12) { month = 1; year += 1; }
    name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
  return out;
}

/** The first day of a day, month or year, and the first one behind it, in seconds. */
const first = (said) => seconds(`${said}-01-01`.slice(0, 10));
function behind(said) {
  const [year, month = 13, day] = said.split("-").map(Number);
  return Date.UTC(year, day ? month - 1 : month > 12 ? 12 : month, day ? day + 1 : 1) / 1000;
}

/** Killed or incidents by month. `chosen(since, until)`: a stretch was dragged; what is chosen stays marked. */
export function timeline(element, found, chosen, choice, note) {
  const data = months(found);
  if (!data) { element.hidden = true; return; }
  const before = found.filter((m) => m.name && seconds(`${m.name}-01`) < data[0][0]).reduce((sum, m) => sum + m.incidents, 0);
  if (before) note.textContent = `${before} earlier incident${before === 1 ? " is" : "s are"} not drawn; the table has them.`;
  const counted = () => choice.querySelector("input:checked").value;
  const { since, until } = element.dataset;
  const mark = (u) => { // what is chosen already; without telling, as nobody dragged
    if (!since && !until) return;
    const [from, to] = [since ? first(since) : data[0][0], until ? behind(until) : data[0].at(-1)].map((at) => u.valToPos(at, "x"));
    const left = Math.max(0, Math.min(from, to)), width = Math.min(u.over.clientWidth, Math.max(from, to)) - left;
    if (width > 0) u.setSelect({ left, width: Math.max(2, width), top: 0, height: u.over.clientHeight }, false);
  };
  const stepped = uPlot.paths.stepped({ align: 1 }), none = { points: { show: false } };
  const again = keep(element, (width) => new uPlot({
    width, height: 150, tzDate: utc,
    cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
    select: { show: true }, legend: { live: true },
    scales: { x: { time: true, range: (u, low, high) => [low - 86400 * 10, high + 86400 * 10] }, y: { range: (u, low, high) => [0, Math.max(5, high * 1.08)] } },
    axes: [axis(), axis({ size: wide })],
    bands: [{ series: [3, 1], fill: style("--shade") }],
    series: [
      { label: "month", value: (u, at) => (at == null ? "–" : iso(at).slice(0, 7)) },
      { label: "low", show: counted() === "killed", paths: stepped, stroke: "transparent", ...none },
      { label: "best", show: counted() === "killed", paths: stepped, stroke: style("--pin"), width: 1.5, ...none },
      { label: "high", show: counted() === "killed", paths: stepped, stroke: "transparent", ...none },
      { label: "incidents", show: counted() === "incidents", paths: stepped, stroke: style("--accent"), fill: `${style("--accent")}33`, width: 1.5, ...none },
    ],
    hooks: { ready: [mark], setSelect: [(u) => {
      if (u.select.width < 4) return;
      const at = (pixel) => iso(u.posToVal(pixel, "x")).slice(0, 7);
      chosen(at(u.select.left), at(u.select.left + u.select.width));
    }] },
  }, data, element));
  choice.addEventListener("change", again);
}

/** Bars by name, the longest on top, with a line from the low to the high sum; who clicks at one gets these alone. */
export function ranking(element, rows) {
  const short = (name) => (name.length > 24 ? `${name.slice(0, 23)}…` : name);
  const data = [rows.map((_, i) => i), rows.map((r) => r.sum.best), rows.map((r) => r.sum.high), rows.map((r) => r.sum.low)];
  const ranges = (u) => {
    const { ctx } = u, dot = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = style("--ink");
    ctx.lineWidth = 1.5 * dot;
    rows.forEach(({ sum: { low, high } }, i) => {
      if (low === high) return;
      const y = u.valToPos(i, "x", true), [a, b] = [u.valToPos(low, "y", true), u.valToPos(high, "y", true)];
      ctx.beginPath();
      ctx.moveTo(a, y); ctx.lineTo(b, y);
      for (const x of [a, b]) { ctx.moveTo(x, y - 3 * dot); ctx.lineTo(x, y + 3 * dot); }
      ctx.stroke();
    });
    ctx.restore();
  };
  keep(element, (width) => {
    const made = new uPlot({
      width, height: 34 + 22 * rows.length, legend: { show: false }, padding: [4, 14, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: {
        x: { time: false, ori: 1, dir: -1, range: () => [-0.6, rows.length - 0.4] },
        y: { ori: 0, dir: 1, range: (u, low, high) => [0, Math.max(1, high * 1.04)] },
      },
      axes: [
        axis({ side: 3, splits: () => data[0], values: () => rows.map((r) => short(r.name)), size: Math.min(180, 24 + 6.6 * Math.max(...rows.map((r) => short(r.name).length))), grid: { show: false }, ticks: { show: false }, gap: 6 }),
        axis({ side: 2, space: 60, values: (u, ticks) => ticks.map((n) => (Number.isInteger(n) ? n.toLocaleString("en") : "")) }),
      ],
      series: [
        {},
        { fill: style("--pin"), stroke: style("--pin"), width: 0, paths: uPlot.paths.bars({ size: [0.62, 16, 1] }), points: { show: false } },
        { paths: () => null, points: { show: false } },
        { paths: () => null, points: { show: false } },
      ],
      hooks: { draw: [ranges] },
    }, data, element);
    const at = (event) => rows[Math.round(made.posToVal(event.offsetY, "x"))];
    made.over.addEventListener("click", (event) => { const row = at(event); if (row) location.assign(row.link); });
    made.over.addEventListener("mousemove", (event) => {
      const row = at(event);
      made.over.title = row ? `${row.name}: ${row.sum.best.toLocaleString("en")} killed (${row.sum.low.toLocaleString("en")}–${row.sum.high.toLocaleString("en")}) in ${row.sum.incidents.toLocaleString("en")} incidents` : "";
    });
    return made;
  });
}

// A source is told by its colour and by the shape of its marks: how many corners, and how they are turned.
const SOURCES = {
  officials: ["--when", 4, Math.PI / 4], hospitals: ["--where", 3, -Math.PI / 2], observers: ["--number", 4, 0],
  witnesses: ["--target", 3, Math.PI / 2], "the press": ["--ink", 24, 0], others: ["--by", 5, -Math.PI / 2],
};

/** A mark of a source on a canvas, filled. */
function stamp(ctx, source, x, y, radius) {
  const [colour, corners, turned] = SOURCES[source];
  ctx.strokeStyle = ctx.fillStyle = style(colour);
  ctx.beginPath();
  for (let n = 0; n < corners; n += 1) ctx.lineTo(x + radius * Math.cos(turned + (n * 2 * Math.PI) / corners), y + radius * Math.sin(turned + (n * 2 * Math.PI) / corners));
  ctx.closePath();
  ctx.fill();
}

/** The same marks beside the names of the sources. */
function explain(list) {
  for (const mark of list.querySelectorAll("[data-source]")) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 14 * devicePixelRatio, height: 14 * devicePixelRatio, className: "stamp" });
    stamp(canvas.getContext("2d"), mark.dataset.source, canvas.width / 2, canvas.height / 2, 5.5 * devicePixelRatio);
    mark.replaceChildren(canvas);
  }
}

/** One mark a figure: by the day of its report, a bar from its low to its high. */
export function reported(element, dots, list) {
  explain(list);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => explain(list));
  const sorted = [...dots].sort((a, b) => (a.day < b.day ? -1 : 1));
  const data = [sorted.map((d) => seconds(d.day)), sorted.map((d) => d.high), sorted.map((d) => d.low)];
  const bars = (u) => {
    const { ctx } = u;
    ctx.save();
    ctx.lineWidth = 3 * devicePixelRatio;
    sorted.forEach((dot, i) => {
      const beside = (sorted.slice(0, i).filter((d) => d.day === dot.day).length) * 9 * devicePixelRatio;
      const x = u.valToPos(data[0][i], "x", true) + beside;
      const [low, high] = [u.valToPos(dot.low, "y", true), u.valToPos(dot.high, "y", true)];
      for (const y of new Set([low, high])) stamp(ctx, dot.source, x, y, 5.5 * devicePixelRatio);
      ctx.beginPath(); ctx.moveTo(x, low); ctx.lineTo(x, high); ctx.stroke();
    });
    ctx.restore();
  };
  const most = Math.max(...data[1]), day = 86400;
  keep(element, (width) => new uPlot({
    width, height: 170, tzDate: utc, padding: [8, 36, 0, 0], legend: { show: false }, cursor: { show: false },
    scales: { x: { range: (u, low, high) => [low - day, high + 2 * day] }, y: { range: () => [0, most * 1.15 + 1] } },
    axes: [axis({ incrs: DAYS.map((n) => n * day), values: (u, ticks) => ticks.map((at) => iso(at).slice(0, 10)), space: 90 }), axis({ size: wide })],
    series: [{}, { paths: () => null, points: { show: false } }, { paths: () => null, points: { show: false } }],
    hooks: { draw: [bars] },
  }, data, element));
}
