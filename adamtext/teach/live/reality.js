// Figure "Overshoot and reality": steps without correction, and what they cost in recorded runs.
import { overshoot, uncorrectedRatio } from "./adam.js";
import { choice, drawAxis, followPlace, keepDrawn, labelEnds, lay, presets } from "./parts.js";
import { show, slider } from "./parts.js";
import { compare, mean } from "./intervals.js";
import { d3 } from "./vendor/d3.js";

/** @import { Model, Render, Svg } from "./parts.js" */
/** @typedef {[number, number[], (number | null)[]][]} Grid step sizes, seeds, end values */
/**
 * @typedef {{ name: string, steps: number, tuning: number[], limit: number,
 *   pairs: [number, number, Grid, Grid][] }} Recorded
 */
/** @typedef {ReturnType<typeof settingOf>} Setting */

const REALITY_KEYS = ["run", "beta1", "beta2", "alpha"];
const LOOKS = ["fine", "raw"];
const NAMES = ["with correction", "without"];
const DECADES = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
const COSTS = { top: 62, bottom: 246 };

/**
 * The rows with and without correction.
 * @param {Recorded} record
 * @param {number} beta1
 * @param {number} beta2
 * @returns {Grid[]}
 */
export function gridsOf({ pairs }, beta1, beta2) {
  const [pair] = pairs.filter(([one, other]) => one === beta1 && other === beta2);
  return [pair[2], pair[3]];
}

/**
 * Step sizes at which no run failed, with the mean of the logarithms of end values.
 * @param {Grid} grid
 */
function middles(grid) {
  return grid
    .filter(([, , values]) => !values.includes(null))
    .map(([alpha, , values]) => ({ alpha, log: mean(values.map((value) => Math.log(value ?? NaN))) }));
}

/** @param {Grid} grid */
function bestOf(grid) {
  const most = Math.max(...grid.map(([, seeds]) => seeds.length));
  const known = middles(grid.filter(([, seeds]) => seeds.length === most));
  return known.reduce((one, other) => (other.log < one.log ? other : one)).alpha;
}

/** @param {Grid[]} grids */
const known = (grids) => [...new Set(grids.flat().map(([alpha]) => alpha))].sort((a, b) => a - b);

/**
 * Of the step sizes the one next to alpha.
 * @param {number[]} alphas
 * @param {number} alpha
 */
function nearest(alphas, alpha) {
  const far = (/** @type {number} */ each) => Math.abs(Math.log(each / alpha));
  return alphas.reduce((one, other) => (far(other) < far(one) ? other : one));
}

/**
 * What the overshoot of a setting is, and what leaving out the correction cost; of alpha = 0, each
 * at its best.
 * @param {Recorded} record
 * @param {Record<number, number>} student
 * @param {number} beta1
 * @param {number} beta2
 * @param {number} alpha
 */
export function settingOf(record, student, beta1, beta2, alpha) {
  const grids = gridsOf(record, beta1, beta2);
  const near = alpha ? nearest(known(grids), alpha) : 0;
  const alphas = grids.map((grid) => {
    if (!alpha) return bestOf(grid);
    return grid.some(([each]) => each === near) ? near : null;
  });
  const peak = overshoot(beta1, beta2);
  const without = alphas[1] ?? alphas[0] ?? near;
  const ends = grids.map((grid, k) => {
    const row = grid.find(([each]) => each === alphas[k]);
    return new Map(row?.[1].map((seed, i) => [seed, row[2][i]]));
  });
  const shared = [...ends[0].keys()].filter((seed) => ends[1].has(seed));
  const fresh = shared.filter((seed) => !record.tuning.includes(seed));
  const seeds = fresh.length ? fresh : shared;
  const values = ends.map((each) => seeds.map((seed) => each.get(seed) ?? null));
  const failed = values.map((each) => each.filter((value) => value === null).length);
  let loss = { ratio: NaN, low: NaN, high: NaN };
  if (seeds.length && !failed[0] && !failed[1]) {
    const [with_, none] = values.map((each) => each.map((value) => Math.log(value ?? NaN)));
    loss = seeds.length > 1 ? compare(none, with_, student) : { ...loss, ratio: Math.exp(none[0] - with_[0]) };
  }
  return {
    alphas,
    peak: peak.value,
    at: peak.t,
    longest: peak.value * without,
    late: uncorrectedRatio(beta1, beta2, record.steps) * without,
    seeds,
    failed,
    loss,
  };
}

/** @param {number} alpha */
const plain = (alpha) => (alpha ? String(Number(alpha.toPrecision(3))) : "best");
const count = (/** @type {number} */ n, /** @type {string} */ noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const percent = (/** @type {number} */ ratio) => {
  const rounded = Number((100 * (ratio - 1)).toFixed(1));
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(1)}`;
};

/**
 * A ratio and its interval, as adamtext.lab.judging writes them.
 * @param {{ ratio: number, low: number, high: number }} loss
 */
export function ratioWords({ ratio, low, high }) {
  const times = Math.max(ratio, 1 / ratio) >= 2;
  const number = times ? (/** @type {number} */ x) => String(Number(x.toPrecision(2))) : percent;
  const unit = times ? "times" : "%";
  const end = times ? "" : " %";
  const interval = Number.isNaN(low) ? "" : ` (${number(low)} to ${number(high)}${end})`;
  return `${number(ratio)} ${unit}${interval}`;
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  /** @type {{ runs: Record<string, Recorded>, student: Record<number, number> }} */
  const { runs, student } = model.get("data");
  const listed = (/** @type {number[]} */ values) => ({
    min: 0,
    max: values.length - 1,
    step: 1,
    toTrait: (/** @type {number} */ x) => values[x],
    toSlider: (/** @type {number} */ value) => values.indexOf(value),
  });
  const record = () => runs[model.get("run")];
  const alphas = () => [0, ...known(gridsOf(record(), model.get("beta1"), model.get("beta2")))];
  const near = (/** @type {number} */ alpha) => (alpha ? nearest(alphas().slice(1), alpha) : 0);
  const ALPHA = {
    ...listed([0, 1]),
    toTrait: (/** @type {number} */ x) => alphas()[x],
    toSlider: (/** @type {number} */ alpha) => alphas().indexOf(near(alpha)),
  };
  const size = slider(model, "alpha", "α", ALPHA, (alpha) => plain(near(alpha)));
  const names = Object.entries(runs).map(([key, { name }]) => [key, name]);
  const betas = runs[model.get("run")].pairs;
  const controls = [
    choice(model, "run", "Runs", Object.fromEntries(names)),
    size,
    slider(model, "beta1", "β₁", listed([...new Set(betas.map(([beta1]) => beta1))])),
    slider(model, "beta2", "β₂", listed([...new Set(betas.map(([, beta2]) => beta2))])),
    presets(model, "Step sizes", [
      ["each at its best α", { alpha: 0 }],
      ["both at α = 0.001", { alpha: 0.001 }],
      ["both at α = 0.01", { alpha: 0.01 }],
    ]),
  ];
  const { picture, words } = lay(el, controls);
  /** @type {ReturnType<typeof drawCanvas> | undefined} */
  let canvas;
  return keepDrawn(model, REALITY_KEYS, picture, (width) => {
    size.node.querySelector("input")?.setAttribute("max", String(alphas().length - 1));
    for (const { update } of controls) update();
    const [, beta1, beta2, alpha] = REALITY_KEYS.map((key) => model.get(key));
    const here = settingOf(record(), student, beta1, beta2, alpha);
    words.textContent = tellCost(here, record(), alpha);
    if (canvas?.width !== width) {
      canvas = drawCanvas(width);
      const { svg, x } = canvas;
      picture.replaceChildren(/** @type {Node} */ (svg.node()));
      followPlace(svg, ".reality-grip", (left, top) => {
        if (left > x.range()[1] + 8 || top > COSTS.bottom + 8) return;
        model.set("alpha", nearest(alphas().slice(1), x.invert(left)));
        model.save_changes();
      });
    }
    canvas.svg.attr("aria-label", `Cost at the end against the step size, and length of step t. ${words.textContent}`);
    drawReality(canvas, model, record(), here);
  });
}

/**
 * @param {Setting} here
 * @param {Recorded} record
 * @param {number} alpha
 */
function tellCost({ alphas, peak, at, longest, late, seeds, failed, loss }, { limit }, alpha) {
  const over = `Without correction steps are up to ${show(peak)} times as long, at t\u00a0=\u00a0${at}.`;
  const [one, other] = alphas.map((each) => (each === null ? "" : plain(each)));
  const where = alpha ? `At α = ${one || other}` : `Each at its best α, ${one} with and ${other} without`;
  if (!one || !other) return `${over} ${where} it was run ${one ? "with" : "without"} correction only.`;
  const beyond = longest > limit * 1.001 ? `, and no run survived more than ${show(limit)}` : "";
  const far = `${over} ${where}, the longest is ${plain(longest)}${beyond}.`;
  const n = seeds.length;
  if (failed[0] || failed[1]) {
    return `${far} What failed: ${failed[0] || "none"} of ${count(n, "run")} with correction, ${failed[1] || "none"} without.`;
  }
  const said = `${far} End value beside that with correction: ${ratioWords(loss)}, ${count(n, "seed")}`;
  if (n === 1) return `${said}, which decides nothing.`;
  const lag = (alphas[0] ?? 0) / late;
  const short = lag > 1.05 ? ` Its last step is ${show(lag)} times shorter.` : "";
  if (loss.low > 1) return `${said}. That is what it cost.${short}`;
  return `${said}. ${loss.high < 1 ? "It cost nothing." : "A cost does not show."}${short}`;
}

/**
 * What stays while one chooses: a finger must not lose what it holds.
 * @param {number} width
 */
function drawCanvas(width) {
  const height = width < 560 ? 590 : 290;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img");
  svg.attr("width", width).attr("height", height);
  const back = /** @type {Svg} */ (/** @type {unknown} */ (svg.append("g")));
  const grips = NAMES.map(() => svg.append("circle").attr("r", 22).attr("class", "live-grip reality-grip"));
  return { svg, back, grips, width, x: d3.scaleLog() };
}

/**
 * @param {ReturnType<typeof drawCanvas>} canvas
 * @param {Model} model
 * @param {Recorded} record
 * @param {Setting} here
 */
function drawReality(canvas, model, record, here) {
  const { back, width } = canvas;
  const narrow = width < 560;
  const each = narrow ? width : (width - 28) / 2;
  back.selectAll("*").remove();
  drawCosts(canvas, each, model, record, here);
  drawLengths(back, narrow ? [0, 300] : [each + 28, 0], each, model, record, here);
}

/**
 * End values against the step size, all seeds.
 * @param {ReturnType<typeof drawCanvas>} canvas
 * @param {number} width
 * @param {Model} model
 * @param {Recorded} record
 * @param {Setting} here
 */
function drawCosts({ back: svg, grips, x }, width, model, record, here) {
  const grids = gridsOf(record, model.get("beta1"), model.get("beta2"));
  const costs = grids.flat().flatMap(([, , values]) => values.filter((value) => value !== null));
  const sizes = record.pairs.flatMap(([, , one, other]) => known([one, other]));
  const [low, high] = [Math.min(...costs) / 1.03, Math.max(...costs) * 1.03];
  x.domain([Math.min(...sizes) / 1.3, Math.max(...sizes) * 1.3]).range([40, width - 8]);
  const y = d3.scaleLog([low, high], [COSTS.bottom, COSTS.top]);
  const text = (/** @type {string} */ said, /** @type {number} */ left, /** @type {number} */ base) =>
    svg.append("text").attr("x", left).attr("y", base).text(said);
  text("Cost at the end, in nats", 0, 14).attr("class", "live-title");
  text(NAMES[0], 46, 34).attr("class", "live-text live-fine");
  text(NAMES[1], 160, 34).attr("class", "live-text live-raw");
  drawAxis(svg, d3.axisLeft(y).tickValues(y.ticks(5)).tickFormat(String), 40, 0);
  const decades = DECADES.filter((alpha) => alpha >= x.domain()[0] && alpha <= x.domain()[1]);
  const few = decades.length > 3 ? decades.filter((_, k) => k % 2 === 0) : decades;
  drawAxis(svg, d3.axisBottom(x).tickValues(few).tickFormat(String), 0, COSTS.bottom);
  text("step size α", width - 8, 284).attr("text-anchor", "end");
  const path = (/** @type {string} */ d, /** @type {string} */ look) =>
    svg.append("path").attr("d", d).attr("class", look);
  new Set(here.alphas).forEach((alpha) => alpha && path(`M${x(alpha)},44V${COSTS.bottom}`, "weight-now"));
  grids.forEach((grid, k) => {
    const means = middles(grid).map(({ alpha, log }) => /** @type {[number, number]} */ ([x(alpha), y(Math.exp(log))]));
    path(d3.line()(means) ?? "", `live-line live-${LOOKS[k]}`);
    const runs = grid.flatMap(([alpha, , values]) => values.map((value) => ({ alpha, value })));
    const alive = runs.filter(({ value }) => value !== null);
    const lost = runs.filter(({ value }) => value === null);
    path(alive.map(({ alpha, value }) => `M${x(alpha)},${y(value ?? 1)}h0`).join(""), `reality-dots live-${LOOKS[k]}`);
    const crosses = lost.map(({ alpha }) => `M${x(alpha) - 4},${46 + 10 * k}l8,8m-8,0l8,-8`);
    path(crosses.join(""), `reality-crosses live-${LOOKS[k]}`);
    const alpha = here.alphas[k];
    const chosen = middles(grid).find((each) => each.alpha === alpha);
    const [left, height] = chosen ? [x(chosen.alpha), y(Math.exp(chosen.log))] : [x(alpha ?? 1), 50 + 10 * k];
    grips[k].attr("cx", left).attr("cy", height).attr("visibility", alpha === null ? "hidden" : "visible");
    if (chosen) svg.append("circle").attr("cx", left).attr("cy", height).attr("r", 6).attr("class", "live-dot");
  });
}

/**
 * The length of each step, with and without correction, below what no run survived.
 * @param {Svg} svg
 * @param {[number, number]} corner
 * @param {number} width
 * @param {Model} model
 * @param {Recorded} record
 * @param {Setting} here
 */
function drawLengths(svg, [left, top], width, model, { steps, limit, pairs }, { alphas, peak, at, longest }) {
  const [beta1, beta2] = [model.get("beta1"), model.get("beta2")];
  const least = Math.min(...pairs.flatMap(([, , one, other]) => [one[0][0], other[0][0]]));
  const x = d3.scaleLog([1, steps], [left + 62, left + width - 62]);
  const y = d3.scaleLog([least / 1.5, limit * 12], [top + 246, top + 30]).clamp(true);
  const text = (/** @type {string} */ said, /** @type {number} */ at, /** @type {number} */ base) =>
    svg.append("text").attr("x", at).attr("y", base).text(said);
  text("Length of step t", left, top + 14).attr("class", "live-title");
  const decades = DECADES.filter((length) => length > least / 1.5);
  drawAxis(svg, d3.axisLeft(y).tickValues(decades).tickFormat(String), left + 62, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(3, "~s"), 0, top + 246);
  text("step t", left + width - 8, top + 284).attr("text-anchor", "end");
  const path = (/** @type {string} */ d, /** @type {string} */ look) =>
    svg.append("path").attr("d", d).attr("class", look);
  path(`M${left + 62},${y(limit)}H${left + width - 62}`, "live-border");
  const times = Array.from({ length: 121 }, (_, k) => steps ** (k / 120));
  const ends = alphas.flatMap((alpha, k) => {
    if (alpha === null) return [];
    const ratio = (/** @type {number} */ t) => (k ? uncorrectedRatio(beta1, beta2, t) : 1);
    const points = times.map((t) => /** @type {[number, number]} */ ([x(t), y(alpha * ratio(t))]));
    path(d3.line()(points) ?? "", `live-line live-${LOOKS[k]}`);
    return [{ name: NAMES[k].split(" ")[0], look: LOOKS[k], y: points[points.length - 1][1] }];
  });
  text(`no run survived more than ${show(limit)}`, left + 64, y(limit) - 7).attr("class", "live-halo");
  labelEnds(svg, ends, left + width - 58, top + 30, top + 246);
  if (alphas[1] === null) return;
  const dot = svg.append("circle").attr("cx", x(at)).attr("cy", y(longest));
  dot.attr("r", 6).attr("class", "live-dot");
  text(`× ${show(peak)}`, x(at) + 10, y(longest) - 9).attr("class", "live-halo");
}
