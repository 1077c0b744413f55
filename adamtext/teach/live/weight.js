// Figure "One weight": Algorithm 1 step by step, with its arithmetic.
import { adam, biasCorrection } from "./adam.js";
import { barsOf, BETA1, BETA2, drawAxis, element, holdFinger, keepDrawn } from "./parts.js";
import { presets, show, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Model, Render, Svg } from "./parts.js" */

const WEIGHT_KEYS = ["gradients", "t", "beta1", "beta2"];
const ABOVE = { top: 26, bottom: 186 };
const BELOW = { top: 232, bottom: 322 };
const LEFT = 48;
// What lights up with the lines of Algorithm 1, in the page that has it.
const THREAD = ["m", "v", "m_hat", "v_hat", "theta"];

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  /** @type {number[]} */
  const measured = model.get("gradients");
  const all = () => /** @type {number[]} */ (model.get("gradients"));
  const even = Number((Math.max(...measured.map(Math.abs)) / 2).toPrecision(1));
  const [beta1, beta2] = [model.get("beta1"), model.get("beta2")];
  const steps = { min: 1, max: measured.length, step: 1, toTrait: Number, toSlider: Number };
  const controls = [
    slider(model, "t", "Step t", steps),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
    presets(model, "Gradients", [
      ["as measured", { gradients: measured, beta1, beta2 }],
      ["all equal", { gradients: measured.map(() => even), beta1, beta2 }],
      ["alternating", { gradients: measured.map((_, i) => (i % 2 ? -even : even)), beta1, beta2 }],
    ]),
  ];
  const form = element("div", { class: "live-controls" }, ...controls.map(({ node }) => node));
  const picture = element("div", { class: "live-picture" });
  const words = element("dl", { class: "live-facts live-sums", "aria-live": "polite" });
  el.append(form, element("div", { class: "live-beside" }, picture, words));

  /** @type {ReturnType<typeof drawFrame> | undefined} */
  let frame;
  let reach = 0;
  return keepDrawn(model, WEIGHT_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [g, t, ...betas] = WEIGHT_KEYS.map((key) => model.get(key));
    const need = Math.max(...g.map(Math.abs)) * 1.15;
    if (frame?.width !== width || need > reach) {
      reach = Math.max(reach, need);
      frame = drawFrame(width, all().length, reach);
      picture.replaceChildren(/** @type {Node} */ (frame.svg.node()));
      takeHand(frame, model);
    }
    const now = Math.min(t, g.length);
    words.replaceChildren(...sums(g, now, betas[0], betas[1]));
    drawSteps(frame, g, now, betas[0], betas[1]);
  });
}

/** @param {number} x */
const signed = (x) => show(x).replace("-", "−");
/** @param {number} x */
const factor = (x) => (x < 0 ? `(${signed(x)})` : show(x));

/**
 * The lines of Algorithm 1 at step t, with numbers in the places of letters.
 * @param {number[]} g
 * @param {number} t
 * @param {number} beta1
 * @param {number} beta2
 */
function sums(g, t, beta1, beta2) {
  const { m, v, mHat, vHat, step } = adam(g.slice(0, t), beta1, beta2);
  const i = t - 1;
  const [before, squares] = i ? [m[i - 1], v[i - 1]] : [0, 0];
  const sub = (/** @type {string} */ letter, at = t) => [letter, element("sub", {}, String(at))];
  const root = Math.sqrt(vHat[i]);
  /** @type {[(Node | string)[], string, string][]} */
  const lines = [
    [
      [...sub("m"), ": ", `${beta1} `, ...sub("m", i), ` + ${show(1 - beta1)} `, ...sub("g")],
      `${beta1} · ${factor(before)} + ${show(1 - beta1)} · ${factor(g[i])}`,
      signed(m[i]),
    ],
    [
      [...sub("v"), ": ", `${beta2} `, ...sub("v", i), ` + ${show(1 - beta2)} `, ...sub("g"), "²"],
      `${beta2} · ${show(squares)} + ${show(1 - beta2)} · ${factor(g[i])}²`,
      show(v[i]),
    ],
    [[...sub("m̂"), ", corrected"], `${signed(m[i])} / ${show(biasCorrection(beta1, t))}`, signed(mHat[i])],
    [["√", ...sub("v̂"), ", corrected"], `√(${show(v[i])} / ${show(biasCorrection(beta2, t))})`, show(root)],
    [["step, −α ", ...sub("m̂"), " / √", ...sub("v̂")], `−α · ${factor(mHat[i])} / ${show(root)}`, `${signed(-step[i])} α`],
  ];
  return lines.flatMap(([name, sum, result], k) => {
    const line = { "data-thread": THREAD[k] };
    return [element("dt", line, ...name), element("dd", line, `${sum} = `, element("strong", {}, result))];
  });
}

/**
 * All that stays while steps and gradients change.
 * @param {number} width
 * @param {number} count
 * @param {number} reach
 */
function drawFrame(width, count, reach) {
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} 366`).attr("role", "group");
  svg.attr("width", width).attr("height", 366).attr("class", "weight-plane");
  const x = d3.scaleLinear([0.5, count + 0.5], [LEFT, width - 8]);
  const y = d3.scaleLinear([-reach, reach], [ABOVE.bottom, ABOVE.top]);
  const text = (/** @type {string} */ words, /** @type {number} */ top) =>
    svg.append("text").attr("x", 0).attr("y", top).attr("class", "live-title").text(words);
  text(width < 330 ? "g, m̂ and the band ±√v̂" : "Gradients g, m̂ and the band ±√v̂", ABOVE.top - 12);
  text("Step, in units of α", BELOW.top - 14);
  drawAxis(svg, d3.axisLeft(y).ticks(4), LEFT, 0);
  const whole = d3.axisBottom(x).ticks(Math.min(count, width / 50), "d");
  drawAxis(svg, whole, 0, BELOW.bottom);
  svg.append("text").attr("x", LEFT).attr("y", 362).text("step t: tap, drag, or use arrow keys");
  const back = svg.append("g");
  const point = svg.append("g").attr("class", "live-point weight-point").attr("tabindex", 0);
  point.attr("role", "slider").attr("aria-orientation", "vertical");
  point.append("circle").attr("r", 22).attr("class", "live-grip");
  point.append("circle").attr("r", 7).attr("class", "live-dot");
  return { svg, x, y, width, count, reach, back, point };
}

/**
 * @param {ReturnType<typeof drawFrame>} frame
 * @param {number[]} g
 * @param {number} t
 * @param {number} beta1
 * @param {number} beta2
 */
function drawSteps({ svg, x, y, back, point, reach }, g, t, beta1, beta2) {
  const { mHat, vHat, step } = adam(g, beta1, beta2);
  const root = vHat.map(Math.sqrt);
  const most = Math.max(1, ...step.map(Math.abs)) * 1.05;
  const low = d3.scaleLinear([-most, most], [BELOW.bottom, BELOW.top]);
  back.selectAll("*").remove();
  const path = (/** @type {string} */ d, /** @type {string} */ look) =>
    back.append("path").attr("d", d).attr("class", look);
  const heights = (/** @type {number[]} */ values) =>
    values.slice(0, t).map((height, i) => /** @type {[number, number]} */ ([x(i + 1), y(height)]));
  const line = d3.line();
  path(`${line([...heights(root), ...heights(root.map((size) => -size)).reverse()])}Z`, "weight-band");
  path(`M${x.range()[0]},${y(0)}H${x.range()[1]}M${x.range()[0]},${low(0)}H${x.range()[1]}`, "live-rule");
  path(`M${x(t)},${ABOVE.top}V${ABOVE.bottom}M${x(t)},${BELOW.top}V${BELOW.bottom}`, "weight-now");
  path(line(heights(mHat)) ?? "", "live-line live-fine");
  g.forEach((gradient, i) => {
    const dot = back.append("circle").attr("cx", x(i + 1)).attr("cy", y(gradient)).attr("r", 3);
    dot.attr("class", i < t ? "weight-dot" : "weight-dot weight-later");
  });
  const wide = Math.max(2, (x(2) - x(1)) * 0.6);
  const taken = step.slice(0, t);
  const bars = barsOf(taken.map((_, i) => x(i + 1)), low(0), taken.map((length) => low(-length)));
  path(bars, "weight-step").attr("stroke-width", wide);
  drawAxis(/** @type {any} */ (back), d3.axisLeft(low).ticks(3), LEFT, 0);
  point.attr("transform", `translate(${x(t)},${y(g[t - 1])})`);
  point.attr("aria-label", `Gradient of step ${t}`).attr("aria-valuetext", signed(g[t - 1]));
  point.attr("aria-valuenow", g[t - 1]).attr("aria-valuemin", -reach).attr("aria-valuemax", reach);
  svg.attr(
    "aria-label",
    `Gradients of ${g.length} steps, their average and their size, and Adam’s steps as far as step ` +
      `${t}, which is ${signed(-step[t - 1])} α long.`,
  );
}

/**
 * The marked gradient goes up and down by hand and by keys; elsewhere a tap, a drag or ← and →
 * choose the step.
 * @param {ReturnType<typeof drawFrame>} frame
 * @param {Model} model
 */
function takeHand({ svg, x, y, count, reach, point }, model) {
  const canvas = /** @type {SVGSVGElement} */ (svg.node());
  const step = (/** @type {number} */ t) => {
    model.set("t", Math.min(Math.max(Math.round(t), 1), count));
    model.save_changes();
  };
  const raise = (/** @type {number} */ height) => {
    const unit = 10 ** Math.floor(Math.log10(reach / 50));
    const whole = Math.round(Math.min(Math.max(height, -reach / 1.15), reach / 1.15) / unit);
    const g = [...model.get("gradients")];
    g[model.get("t") - 1] = Number((whole * unit).toPrecision(6));
    model.set("gradients", g);
    model.save_changes();
  };
  /** @type {"step" | "gradient" | ""} */
  let held = "";
  const move = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    if (held === "gradient") raise(y.invert(event.clientY - box.top));
    else step(x.invert(event.clientX - box.left));
  };
  svg.on("pointerdown", (event) => {
    const on = point.node()?.contains(/** @type {Node} */ (event.target));
    held = on ? "gradient" : event.pointerType === "touch" ? "" : "step";
    if (!held) return;
    canvas.setPointerCapture(event.pointerId);
    if (held === "step") move(event);
  });
  svg.on("pointermove", (event) => held && move(event));
  svg.on("pointerup pointercancel", () => setTimeout(() => (held = "")));
  svg.on("click", (event) => held || move(event));
  holdFinger(svg, ".weight-point");
  point.on("keydown", (/** @type {KeyboardEvent} */ event) => {
    const here = model.get("gradients")[model.get("t") - 1];
    const moves = /** @type {Record<string, () => void>} */ ({
      ArrowLeft: () => step(model.get("t") - 1),
      ArrowRight: () => step(model.get("t") + 1),
      ArrowUp: () => raise(here + reach / 40),
      ArrowDown: () => raise(here - reach / 40),
    });
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  });
}
