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
  const year = (m) => Number(m.month.slice(0, 4));
  return year(dated[first]) - year(dated[0]) > year(dated.at(-1)) - year(dated[first]) ? first : 0;
}

/** Every month from the first to the last, those without incidents with zeros. */
function months(found) {
  const all = found.filter((m) => m.month);
  if (!all.length) return null;
  const dated = all.slice(outliers(all));
  const known = new Map(dated.map((m) => [m.month, m]));
  const out = [[], [], [], [], []];
  let [year, month] = dated[0].month.split("-").map(Number);
  for (let name = dated[0].month; name <= dated.at(-1).month && out[0].length < 12 * 300;) {
    const m = known.get(name) ?? { low: 0, best: 0, high: 0, incidents: 0 };
    [seconds(`${name}-01`), m.low, m.best || null, m.high, m.incidents].forEach((value, i) => out[i].push(value));
    month += 1;
    if (month > 12) { month = 1; year += 1; }
    name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
  return out;
}

/** A line from the low to the high number of each month in which they differ. */
function ranges(u, [at, low, , high]) {
  u.ctx.save();
  u.ctx.strokeStyle = style("--ink");
  u.ctx.lineWidth = 1.5 * devicePixelRatio;
  at.forEach((x, i) => {
    if (low[i] === high[i]) return;
    const middle = (u.valToPos(x, "x", true) + u.valToPos(at[i + 1] ?? x + 30 * 86400, "x", true)) / 2;
    const half = 3 * devicePixelRatio, [a, b] = [u.valToPos(low[i], "y", true), u.valToPos(high[i], "y", true)];
    u.ctx.beginPath();
    u.ctx.moveTo(middle, a); u.ctx.lineTo(middle, b);
    for (const y of [a, b]) { u.ctx.moveTo(middle - half, y); u.ctx.lineTo(middle + half, y); }
    u.ctx.stroke();
  });
  u.ctx.restore();
}

/** Killed by month: bars of the best numbers, lines from low to high. `chosen(since, until)`: a stretch was dragged. */
export function timeline(element, found, chosen, choice, note) {
  const data = months(found);
  if (!data) { element.hidden = true; return; }
  const before = found.filter((m) => m.month && seconds(`${m.month}-01`) < data[0][0]).reduce((sum, m) => sum + m.incidents, 0);
  if (before) note.textContent = `${before} earlier incident${before === 1 ? " is" : "s are"} not drawn; the table has them.`;
  const counted = () => choice.querySelector("input:checked").value;
  const drawn = () => (counted() === "killed" ? data : [data[0], data[4], data[4].map((n) => n || null), data[4], data[4]]);
  const again = keep(element, (width) => new uPlot({
    width, height: 150, tzDate: utc,
    cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
    select: { show: true }, legend: { live: true },
    scales: { x: { time: true, range: (u, low, high) => [low - 86400 * 20, high + 86400 * 50] }, y: { range: (u, low, high) => [0, Math.max(5, high * 1.08)] } },
    axes: [axis(), axis({ size: wide })],
    series: [
      { label: "month", value: (u, at) => (at == null ? "–" : iso(at).slice(0, 7)) },
      { label: "low", paths: () => null, points: { show: false } },
      { label: "best", stroke: style("--pin"), fill: style("--pin"), paths: uPlot.paths.bars({ align: 1, size: [0.7, 60, 2] }), points: { show: false } },
      { label: "high", paths: () => null, points: { show: false } },
      { label: "incidents", paths: () => null, points: { show: false }, scale: "n" },
    ],
    hooks: { draw: [(u) => ranges(u, drawn())], setSelect: [(u) => {
      if (u.select.width < 4) return;
      const at = (pixel) => iso(u.posToVal(pixel, "x")).slice(0, 7);
      chosen(at(u.select.left), at(u.select.left + u.select.width));
    }] },
  }, drawn(), element));
  choice.addEventListener("change", again);
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
    width, height: 170, tzDate: utc, legend: { show: false }, cursor: { show: false },
    scales: { x: { range: (u, low, high) => [low - day, high + 2 * day] }, y: { range: () => [0, most * 1.15 + 1] } },
    axes: [axis({ incrs: DAYS.map((n) => n * day), values: (u, ticks) => ticks.map((at) => iso(at).slice(0, 10)), space: 90 }), axis({ size: wide })],
    series: [{}, { paths: () => null, points: { show: false } }, { paths: () => null, points: { show: false } }],
    hooks: { draw: [bars] },
  }, data, element));
}
