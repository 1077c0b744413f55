// Figure "Race": four rules from one start down a bent valley, their costs, and what they remember.
import { STREAMS } from "./adam.js";
import { BETA1, BETA2, drawAxis, element, holdFinger, keepDrawn, labelEnds } from "./parts.js";
import { powers, presets, show, slider, spread } from "./parts.js";
import { forgotten, MOVES } from "./rules.js";
import { LOWEST, valleyCost, valleyLevel, valleySlope } from "./valley.js";
import { d3 } from "./vendor/d3.js";

/** @import { Model, Render, Svg } from "./parts.js" */
/** @typedef {{ points: number[][], costs: number[], sizes: number[][] }} Ran */
/** @typedef {Record<string, number>} Settings step sizes by rule, betas, noise, and the start */
/** @typedef {import("d3-scale").ScaleLinear<number, number>} Scale */

const RACE_STEPS = 100;
const LEVELS = [0.02, 0.08, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2, 2.9, 3.7];
const RACE_KEYS = ["x", "y", "sgd", "momentum", "rmsprop", "adam", "beta1", "beta2", "noise"];
const SIDES = { x: [-2.8, 2.8], y: [-0.9, 2.6] };

/** By rule: the trait that is its step size, and its colour. @type {Record<string, { key: string, look: string }>} */
const RULES = {
  SGD: { key: "sgd", look: "sgd" },
  momentum: { key: "momentum", look: "momentum" },
  RMSProp: { key: "rmsprop", look: "rmsprop" },
  Adam: { key: "adam", look: "fine" },
};
const NOISE = STREAMS.noise(2 * RACE_STEPS, 0, 0);

/**
 * Where a rule goes, what it costs there, and by what it divides.
 * @param {string} name
 * @param {Settings} set
 * @returns {Ran}
 */
export function raced(name, set) {
  const kept = [forgotten(), forgotten()];
  const numbers = { alpha: set[RULES[name].key], beta1: set.beta1, beta2: set.beta2 };
  const points = [[set.x, set.y]];
  const sizes = [];
  for (let t = 1; t <= RACE_STEPS; t++) {
    const here = points[t - 1];
    const slope = valleySlope(here);
    points.push(
      here.map((z, i) => {
        const g = slope[i] + set.noise * NOISE[2 * (t - 1) + i];
        return z + MOVES[name](g, kept[i], t, numbers);
      }),
    );
    sizes.push(kept.map(({ size }) => size));
  }
  return { points, costs: points.map(valleyCost), sizes };
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const alpha = (/** @type {string} */ key, /** @type {string} */ name) =>
    slider(model, key, `α, ${name}`, powers(-3, 0));
  const noise = { min: 0, max: 2, step: 0.1, toTrait: Number, toSlider: Number };
  const [x, y] = [model.get("x"), model.get("y")];
  const beta2 = model.get("beta2");
  const controls = [
    presets(model, "Races", [
      ["quiet", { x, y, beta2, noise: 0 }],
      ["a short memory", { x, y, beta2: 0.9, noise: 0 }],
      ["noise", { x, y, beta2, noise: 0.6 }],
      ["another start", { x: -2.4, y: -0.6, beta2, noise: 0 }],
    ]),
    alpha("sgd", "SGD"),
    alpha("momentum", "momentum"),
    alpha("rmsprop", "RMSProp"),
    alpha("adam", "Adam"),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
    slider(model, "noise", "noise", noise),
  ];
  const form = element("div", { class: "live-controls" });
  form.append(...controls.map(({ node }) => node));
  const picture = element("div", { class: "live-picture" });
  const words = element("p", { class: "live-words", "aria-live": "polite" });
  el.append(form, picture, words);

  /** @type {ReturnType<typeof drawValley> | undefined} */
  let frame;
  return keepDrawn(model, RACE_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    if (frame?.width !== width) {
      frame = drawValley(width);
      picture.replaceChildren(/** @type {Node} */ (frame.svg.node()));
      takeStart(frame, model);
    }
    const set = Object.fromEntries(RACE_KEYS.map((key) => [key, model.get(key)]));
    const all = Object.fromEntries(Object.keys(RULES).map((name) => [name, raced(name, set)]));
    words.textContent = tell(all);
    drawRace(frame, set, all, words.textContent);
  });
}

/** @param {Record<string, Ran>} all */
function tell(all) {
  const ends = Object.entries(all).map(([name, { costs }]) => `${name} ${show(costs[RACE_STEPS])}`);
  const [right, up] = all.Adam.sizes[RACE_STEPS - 1];
  return (
    `Cost at the start ${show(all.Adam.costs[0])}; after ${RACE_STEPS} steps ${ends.join(", ")}. ` +
    `By then Adam divides by ${show(right)} in x and by ${show(up)} in y.`
  );
}

let valleys = 0; // each has a clip of its own

/**
 * The valley and all that stays.
 * @param {number} width
 */
function drawValley(width) {
  const narrow = width < 560;
  const wide = narrow ? Math.min(width, 400) : width;
  const deep = Math.round((3.7 * wide) / 5.8);
  const half = narrow ? width : width / 2 - 14;
  const top = 22;
  const below = top + deep + 34;
  const height = below + (narrow ? 372 : 176);
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "group");
  svg.attr("width", width).attr("height", height);
  const x = d3.scaleLinear([-2.9, 2.9], [0, wide]);
  const y = d3.scaleLinear([-1, 2.7], [top + deep, top]);
  svg.append("text").attr("y", 12).attr("class", "live-title").text("Down the valley, a dot for each step");
  const id = `valley-${++valleys}`;
  const edge = (/** @type {any} */ host) =>
    host.append("rect").attr("y", top).attr("width", wide).attr("height", deep);
  edge(svg.append("clipPath").attr("id", id));
  const plane = svg.append("g").attr("clip-path", `url(#${id})`).attr("class", "valley-plane");
  edge(plane).attr("class", "valley-sheet");
  const tenth = (/** @type {number} */ z) => Math.round(10 * z) / 10;
  const at = (/** @type {number[]} */ [right, up]) => `${tenth(x(right))},${tenth(y(up))}`;
  const levels = LEVELS.map((level) => `M${valleyLevel(level).map(at).join("L")}Z`);
  plane.append("path").attr("d", levels.join("")).attr("class", "valley-level");
  const [low, lowest] = [x(LOWEST[0]), y(LOWEST[1])];
  plane.append("path").attr("d", `M${low - 6},${lowest}h12M${low},${lowest - 6}v12`).attr("class", "live-line valley-lowest");
  const paths = plane.append("g");
  const start = plane.append("g").attr("class", "valley-start").attr("tabindex", 0).attr("role", "slider");
  start.append("circle").attr("r", 22).attr("class", "live-grip");
  start.append("circle").attr("r", 7).attr("class", "live-dot");
  start.append("text").attr("x", 13).attr("y", -8).text("start: move me");
  start.attr("aria-label", "Start of the race").attr("aria-valuemin", SIDES.x[0]);
  start.attr("aria-valuemax", SIDES.x[1]);
  const places = [
    { left: 0, top: below, width: half },
    { left: width - half, top: narrow ? below + 196 : below, width: half },
  ];
  const times = ["Cost", "What divides, √v"].map((title, k) => drawTime(svg, title, places[k]));
  const cost = d3.scaleLog([1e-3, 10], [places[0].top + 132, places[0].top + 14]);
  const decades = d3.axisLeft(cost).tickValues([10, 1, 0.1, 0.01, 0.001]);
  drawAxis(svg, decades.tickFormat((tick) => show(Number(tick))), places[0].left + 46, 0);
  const side = svg.append("g");
  return { svg, plane, paths, start, side, x, y, at, width, wide, deep, places, times, cost };
}

/**
 * @param {ReturnType<typeof drawValley>} frame
 * @param {Settings} set
 * @param {Record<string, Ran>} all
 * @param {string} said
 */
function drawRace({ svg, paths, start, side, x, y, at, wide, deep, places, times, cost }, set, all, said) {
  paths.selectAll("*").remove();
  side.selectAll("*").remove();
  svg.attr("aria-label", `Paths of four rules in a bent valley, their costs, and what divides. ${said}`);
  const near = (/** @type {number} */ z) => Math.min(Math.max(z, -50), 50);
  const labels = Object.entries(all).map(([name, { points }]) => {
    const { look } = RULES[name];
    const shown = points.map((point) => at(point.map(near)));
    paths.append("path").attr("d", `M${shown.join("L")}`).attr("class", `live-line valley-path live-${look}`);
    paths.append("path").attr("d", `M${shown.join("h0M")}h0`).attr("class", `live-line valley-dots live-${look}`);
    const [right, up] = points[RACE_STEPS].map(near);
    paths.append("path").attr("d", `M${at([right, up])}h0`).attr("class", `live-line valley-end live-${look}`);
    return { name, look, x: x(right), y: y(up) };
  });
  // on a phone all come to one corner, or they would hide the paths
  if (wide < 500) labels.forEach((label, k) => Object.assign(label, { x: wide - 4, y: deep - 40 + 15 * k }));
  for (const { name, look, x: right, y: height } of spread(labels, 15, 34, deep + 16)) {
    const end = right > wide - 80;
    const text = paths.append("text").attr("class", `live-text valley-name live-${look}`).text(name);
    text.attr("x", Math.min(Math.max(right, 0), wide) + (end ? 0 : 10)).attr("y", height + 4);
    if (end) text.attr("text-anchor", "end");
  }
  start.attr("transform", `translate(${x(set.x)},${y(set.y)})`).attr("aria-valuenow", set.x);
  start.attr("aria-valuetext", `x ${set.x}, y ${set.y}`);

  const costs = Object.entries(all).map(([name, ran]) => ({
    name,
    look: RULES[name].look,
    heights: ran.costs.map((cost) => Math.min(Math.max(cost, 1e-3), 10)),
  }));
  drawLines(side, costs, 0, times[0], cost);
  const sizes = ["RMSProp", "Adam"].flatMap((name) =>
    [0, 1].map((axis) => ({
      name: `${name}, ${axis ? "y" : "x"}`,
      look: RULES[name].look,
      heights: all[name].sizes.map((size) => Math.min(size[axis], 1e6)),
      dashed: axis === 1,
    })),
  );
  const most = Math.max(...sizes.flatMap(({ heights }) => heights)) * 1.05;
  const size = d3.scaleLinear([0, most], [places[1].top + 132, places[1].top + 14]);
  const ticks = d3.axisLeft(size).ticks(4).tickFormat((tick) => show(Number(tick)));
  drawAxis(/** @type {any} */ (side), ticks, places[1].left + 46, 0);
  drawLines(side, sizes, 1, times[1], size);
}

/**
 * The axis of steps under a title; returns its scale.
 * @param {Svg} svg
 * @param {string} title
 * @param {{ left: number, top: number, width: number }} place
 */
function drawTime(svg, title, { left, top, width }) {
  const right = left + width - 82;
  const x = d3.scaleLinear([0, RACE_STEPS], [left + 46, right]);
  svg.append("text").attr("x", left).attr("y", top).attr("class", "live-title").text(title);
  drawAxis(svg, d3.axisBottom(x).ticks(3), 0, top + 132);
  svg.append("text").attr("x", right + 20).attr("y", top + 150).text("step t");
  return x;
}

/**
 * Lines over the steps from the step `first` on, with their names at their ends.
 * @param {any} side
 * @param {{ name: string, look: string, heights: number[], dashed?: boolean }[]} lines
 * @param {number} first
 * @param {Scale} x
 * @param {Scale | import("d3-scale").ScaleLogarithmic<number, number>} y
 */
function drawLines(side, lines, first, x, y) {
  const [low, high] = y.range();
  const labels = lines.map(({ name, look, heights, dashed }) => {
    const d = heights.map((height, k) => `${x(first + k).toFixed(1)},${y(height).toFixed(1)}`).join("L");
    const path = side.append("path").attr("d", `M${d}`).attr("class", `live-line live-${look}`);
    if (dashed) path.classed("valley-up", true);
    return { name, look, y: y(heights[heights.length - 1]) };
  });
  labelEnds(side, labels, x.range()[1] + 5, high, low);
}

/**
 * The start goes where it is dragged, or by keys; a click elsewhere brings it there.
 * @param {ReturnType<typeof drawValley>} frame
 * @param {Model} model
 */
function takeStart({ svg, plane, start, x, y }, model) {
  const canvas = /** @type {SVGSVGElement} */ (svg.node());
  const go = (/** @type {number} */ right, /** @type {number} */ up) => {
    const within = (/** @type {number} */ z, /** @type {number[]} */ [low, high]) =>
      Number(Math.min(Math.max(z, low), high).toFixed(2));
    model.set("x", within(right, SIDES.x));
    model.set("y", within(up, SIDES.y));
    model.save_changes();
  };
  let held = false;
  const move = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    go(x.invert(event.clientX - box.left), y.invert(event.clientY - box.top));
  };
  plane.on("pointerdown", (event) => {
    const on = start.node()?.contains(/** @type {Node} */ (event.target));
    held = on || event.pointerType !== "touch";
    if (!held) return;
    canvas.setPointerCapture(event.pointerId);
    if (!on) move(event);
  });
  svg.on("pointermove", (event) => held && move(event));
  svg.on("pointerup pointercancel", () => setTimeout(() => (held = false)));
  plane.on("click", (event) => held || move(event));
  holdFinger(svg, ".valley-start");
  start.on("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = /** @type {Record<string, number[]>} */ ({
      ArrowLeft: [-0.1, 0],
      ArrowRight: [0.1, 0],
      ArrowUp: [0, 0.1],
      ArrowDown: [0, -0.1],
    })[event.key];
    if (!step) return;
    event.preventDefault();
    go(model.get("x") + step[0], model.get("y") + step[1]);
  });
}
