// Figure "Gradient stream": what Adam makes of six kinds of gradients.
import { adam, STREAMS, stepBound } from "./adam.js";
import { BETA1, BETA2, choice, drawAxis, keepDrawn, labelEnds, lay, presets } from "./parts.js";
import { show, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Render, Svg } from "./parts.js" */
/** @typedef {ReturnType<typeof streamData>} Data */
/** @typedef {[string, number[], string][]} Lines each with its name and its look */

/** @type {Record<string, string>} */
const NAMES = {
  constant: "constant",
  noise: "noise",
  spike: "spike after silence",
  burst: "burst after silence",
  growth: "growth by 5 % a step",
  worst: "worst case",
};
/** @type {Record<string, (beta1: number, beta2: number) => string>} */
const SAYINGS = {
  constant: () => "The same gradient at every step.",
  noise: () => "Independent normal gradients of mean 0.",
  spike: () => "A single gradient between two silences.",
  burst: () => "Up to twelve equal gradients between two silences.",
  growth: () => "Each gradient is 1.05 times the one before.",
  worst: (beta1, beta2) =>
    beta1
      ? `Each gradient is β₂/β₁ = ${show(beta2 / beta1)} times the one before: no stream does worse.`
      : "Silence, and one gradient at the end: no stream does worse.",
};
const STEPS = {
  min: 1,
  max: 3,
  step: 0.05,
  toTrait: (/** @type {number} */ x) => Math.round(10 ** x),
  toSlider: Math.log10,
};
const STREAM_KEYS = ["stream", "beta1", "beta2", "steps"];

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const controls = [
    choice(model, "stream", "Gradients", NAMES),
    slider(model, "steps", "Steps", STEPS),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
    presets(model, "Betas", [
      ["Adam’s defaults", { beta1: 0.9, beta2: 0.999 }],
      ["no momentum", { beta1: 0, beta2: 0.999 }],
      ["equal betas", { beta1: 0.95, beta2: 0.95 }],
    ]),
  ];
  const { picture, words } = lay(el, controls);
  return keepDrawn(model, STREAM_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [stream, beta1, beta2, steps] = STREAM_KEYS.map((key) => model.get(key));
    const data = streamData(stream, beta1, beta2, steps);
    words.textContent = describe(data);
    picture.replaceChildren(drawStream(data, width));
  });
}

/** @param {string} stream @param {number} beta1 @param {number} beta2 @param {number} steps */
function streamData(stream, beta1, beta2, steps) {
  const g = STREAMS[stream](steps, beta1, beta2);
  const bound = g.map((_, i) => stepBound(beta1, beta2, i + 1));
  const saying = SAYINGS[stream](beta1, beta2);
  return { g, bound, name: NAMES[stream], saying, ...adam(g, beta1, beta2) };
}

/**
 * The longest of the steps, and when it was taken first.
 * @param {number[]} steps
 */
function longest(steps) {
  const value = Math.max(...steps.map(Math.abs));
  return { value, t: steps.findIndex((step) => Math.abs(step) >= value * (1 - 1e-12)) + 1 };
}

/** @param {Data} data */
function describe({ g, step, uncorrected, bound, saying }) {
  const length = (/** @type {{ value: number, t: number }} */ { value, t }) => `${show(value)}\u00a0α (t\u00a0=\u00a0${t})`;
  const [best, raw] = [longest(step), longest(uncorrected)];
  return (
    `${saying} Longest step: ${length(best)} with the corrections, ${length(raw)} without. ` +
    `After ${g.length} steps no stream whatever can force more than ${show(bound[bound.length - 1])}\u00a0α ` +
    "on the corrected rule."
  );
}

/** @param {Data} data @param {number} width */
function drawStream(data, width) {
  const margin = { left: 44, right: 104 };
  /** @type {{ title: string, height: number, lines: Lines }[]} */
  const panels = [
    {
      title: "Gradient, and its average",
      height: 110,
      lines: [
        ["g", data.g, "ink"],
        ["m", data.m, "raw"],
        ["m̂, corrected", data.mHat, "fine"],
      ],
    },
    {
      title: "Average of its square",
      height: 90,
      lines: [
        ["v", data.v, "raw"],
        ["v̂, corrected", data.vHat, "fine"],
      ],
    },
    {
      title: "Step, in units of α",
      height: 190,
      lines: [
        ["uncorrected", data.uncorrected, "raw"],
        ["corrected", data.step, "fine"],
        ["exact bound", data.bound, "bound"],
      ],
    },
  ];
  const gap = 40;
  const total = panels.reduce((sum, { height }) => sum + height + gap, 0) + 22;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${total}`).attr("role", "img");
  svg.attr("width", width).attr("height", total);
  const name = `Gradients, their averages and Adam’s steps: ${data.name}.`;
  svg.attr("aria-label", `${name} ${describe(data)}`);
  const x = d3.scaleLinear([1, data.g.length], [margin.left, width - margin.right]);
  let top = 0;
  for (const panel of panels) {
    top += gap;
    drawPanel(svg, panel, x, top, width - margin.right);
    top += panel.height;
  }
  const ticks = d3.axisBottom(x).ticks(width < 500 ? 4 : 8, "d");
  drawAxis(svg, ticks, 0, top);
  svg.append("text").attr("x", width - margin.right + 22).attr("y", top + 18).text("step t");
  return /** @type {Node} */ (svg.node());
}

/**
 * @param {Svg} svg
 * @param {{ title: string, height: number, lines: Lines }} panel
 * @param {import("d3-scale").ScaleLinear<number, number>} x
 * @param {number} top
 * @param {number} right
 */
function drawPanel(svg, { title, height, lines }, x, top, right) {
  const y = d3.scaleLinear(heights(lines), [top + height, top]);
  svg.append("text").attr("x", 0).attr("y", top - 14).attr("class", "live-title").text(title);
  drawAxis(svg, d3.axisLeft(y).ticks(height / 40), x.range()[0], 0);
  rule(svg, x.range(), y(0));
  const [low, high] = y.domain();
  const labels = [];
  for (const [name, values, look] of lines) {
    const path = d3
      .line(/** @type {(value: number, i: number) => number} */ ((_, i) => x(i + 1)), (value) => y(value))
      .defined((value) => low <= value && value <= high);
    const draw = (/** @type {number[]} */ heights) =>
      svg.append("path").attr("d", path(heights)).attr("class", `live-line live-${look}`);
    draw(values);
    if (look === "bound" && low < 0) draw(values.map((height) => -height));
    const last = values[values.length - 1];
    const beyond = last > high;
    labels.push({ name: beyond ? `${name} ↑` : name, look, y: y(beyond ? high : last) });
  }
  labelEnds(svg, labels, right + 8, top + 2, top + height);
}

/**
 * From the lowest to the highest value; a bound is shown as far as it is near the rest.
 * @param {Lines} lines
 */
function heights(lines) {
  const values = lines.filter(([, , look]) => look !== "bound").flatMap(([, values]) => values);
  const bound = lines.filter(([, , look]) => look === "bound").flatMap(([, values]) => values);
  const high = Math.max(...values, 0);
  const low = Math.min(...values, 0);
  const reach = Math.max(high, -low) * 2;
  const top = Math.max(high, Math.min(reach, Math.max(...bound)));
  const room = (top - low) * 0.06;
  return [low < 0 ? Math.min(low, -Math.min(reach, Math.max(...bound))) - room : 0, top + room];
}

/** @param {Svg} svg @param {number[]} ends @param {number} y */
function rule(svg, [left, right], y) {
  svg.append("path").attr("d", `M${left},${y}H${right}`).attr("class", "live-rule");
}
