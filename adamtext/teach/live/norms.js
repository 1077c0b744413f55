// Figure "Norms": from Adam's root mean square to AdaMax's maximum, by one power.
import { adam, biasCorrection } from "./adam.js";
import { barsOf, BETA2, drawAxis, keepDrawn, labelEnds, lay, presets } from "./parts.js";
import { show, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Model, Render, Svg } from "./parts.js" */

const NORM_KEYS = ["gradients", "inverse", "t", "beta2"];
const POWER = {
  min: 0,
  max: 7,
  step: 0.1,
  toTrait: (/** @type {number} */ x) => (x >= 7 ? 0 : Number((2 ** -x).toPrecision(4))),
  toSlider: (/** @type {number} */ inverse) => (inverse ? -Math.log2(inverse) : 7),
};
const powerOf = (/** @type {number} */ inverse) => (inverse ? show(1 / inverse) : "∞");

/**
 * The L^p norm of two numbers that are not negative, p = 1 / inverse.
 * @param {number} old
 * @param {number} fresh
 * @param {number} inverse
 */
export function normOf(old, fresh, inverse) {
  const most = Math.max(old, fresh);
  if (!inverse || !most) return most;
  const p = 1 / inverse;
  return most * ((old / most) ** p + (fresh / most) ** p) ** inverse;
}

/**
 * What is remembered and what is new at each step, and their norm, which divides.
 * @param {number[]} g
 * @param {number} inverse
 * @param {number} beta2
 */
export function norms(g, inverse, beta2) {
  let size = 0;
  return g.map((gradient, i) => {
    const p = inverse ? 1 / inverse : 1;
    const share = inverse ? biasCorrection(beta2, p) / biasCorrection(beta2, p * (i + 1)) : 1;
    const old = (inverse ? Math.max(1 - share, 0) ** inverse : beta2) * size;
    const fresh = share ** (1 / p) * Math.abs(gradient);
    size = normOf(old, fresh, inverse);
    return { old, fresh, size };
  });
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const count = model.get("gradients").length;
  const whole = { min: 2, max: count, step: 1, toTrait: Number, toSlider: Number };
  const controls = [
    presets(model, "Powers", [
      ["p = 1", { inverse: 1 }],
      ["p = 2: Adam", { inverse: 0.5 }],
      ["p = 8", { inverse: 0.125 }],
      ["p = ∞: AdaMax", { inverse: 0 }],
    ]),
    slider(model, "t", "Step t", whole),
    slider(model, "beta2", "β₂", BETA2),
    slider(model, "inverse", "p", POWER, powerOf),
  ];
  const { picture, words } = lay(el, controls);
  return keepDrawn(model, NORM_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [g, inverse, t, beta2] = NORM_KEYS.map((key) => model.get(key));
    const all = norms(g, inverse, beta2);
    const { mHat } = adam(g, 0.9, 0);
    const steps = all.map(({ size }, i) => (size ? -mHat[i] / size : 0));
    words.textContent = tell(all[t - 1], steps[t - 1], inverse);
    picture.replaceChildren(drawNorms(model, width, all, steps, words.textContent));
  });
}

/**
 * @param {ReturnType<typeof norms>[0]} here
 * @param {number} step
 * @param {number} inverse
 */
function tell({ old, fresh, size }, step, inverse) {
  const joined = inverse ? `joined by p = ${powerOf(inverse)} they make ` : "the larger is ";
  return (
    `Remembered ${show(old)}, new ${show(fresh)}: ${joined}${show(size)}, ` +
    `and the step is ${show(step).replace("-", "−")}\u00a0α.`
  );
}

/**
 * @param {Model} model
 * @param {number} width
 * @param {ReturnType<typeof norms>} all
 * @param {number[]} steps
 * @param {string} said
 */
function drawNorms(model, width, all, steps, said) {
  const narrow = width < 560;
  const side = narrow ? Math.min(width, 280) : 250;
  const top = narrow ? side + 64 : 0;
  const left = narrow ? 0 : side + 36;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${top + 320}`).attr("role", "img");
  svg.attr("width", width).attr("height", top + 320);
  svg.attr("aria-label", `A ball of the norm through what is remembered and what is new. ${said}`);
  drawBall(svg, side, all[model.get("t") - 1], model.get("inverse"));
  drawPast(svg, { left, top, width: width - left }, model, all, steps);
  return /** @type {Node} */ (svg.node());
}

/**
 * The quarter of the ball, as large as the norm, on whose edge the two numbers lie.
 * @param {Svg} svg
 * @param {number} side
 * @param {ReturnType<typeof norms>[0]} here
 * @param {number} inverse
 */
function drawBall(svg, side, { old, fresh, size }, inverse) {
  const most = Math.max(old + fresh, 1e-9) * 1.04;
  const x = d3.scaleLinear([0, most], [40, side - 12]);
  const y = d3.scaleLinear([0, most], [side, 52]);
  svg.append("text").attr("x", 0).attr("y", 14).attr("class", "live-title").text("The norm of old and new");
  drawAxis(svg, d3.axisLeft(y).ticks(4), 40, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(4), 0, side);
  svg.append("text").attr("x", side - 12).attr("y", side + 34).attr("text-anchor", "end").text("remembered →");
  svg.append("text").attr("x", 46).attr("y", 46).text("↑ new");
  const line = d3.line();
  const ball = (/** @type {number} */ power, /** @type {number} */ radius) =>
    line(
      Array.from({ length: 49 }, (_, i) => {
        const angle = (i * Math.PI) / 96;
        const away = radius / normOf(Math.cos(angle), Math.sin(angle), power);
        return /** @type {[number, number]} */ ([x(away * Math.cos(angle)), y(away * Math.sin(angle))]);
      }),
    );
  const d = ball(inverse, size);
  svg.append("path").attr("d", `${d}L${x(0)},${y(0)}Z`).attr("class", "norms-ball");
  for (const power of [1, 0.5, 0])
    svg.append("path").attr("d", ball(power, normOf(old, fresh, power))).attr("class", "live-line live-ink");
  svg.append("path").attr("d", d).attr("class", "live-line live-fine norms-edge");
  svg
    .append("path")
    .attr("d", `M${x(0)},${y(fresh)}H${x(old)}V${y(0)}`)
    .attr("class", "norms-drop");
  svg.append("circle").attr("cx", x(old)).attr("cy", y(fresh)).attr("r", 6).attr("class", "live-dot");
}

/**
 * The whole stream: sizes, denominators, steps; a tap or a drag chooses the step.
 * @param {Svg} svg
 * @param {{ left: number, top: number, width: number }} place
 * @param {Model} model
 * @param {ReturnType<typeof norms>} all
 * @param {number[]} steps
 */
function drawPast(svg, { left, top, width }, model, all, steps) {
  const [g, inverse, t, beta2] = NORM_KEYS.map((key) => model.get(key));
  const right = left + width - 66;
  const inner = left + 40;
  const x = d3.scaleLinear([0.5, g.length + 0.5], [inner, right]);
  const most = Math.max(...g.map(Math.abs));
  const y = d3.scaleLinear([0, most * 1.05], [top + 170, top + 26]);
  const reach = Math.max(1, ...steps.map(Math.abs));
  const low = d3.scaleLinear([-reach, reach], [top + 292, top + 222]);
  const title = (/** @type {string} */ words, /** @type {number} */ at) =>
    svg.append("text").attr("x", left).attr("y", at).attr("class", "live-title").text(words);
  title("|g| as bars, and what divides", top + 14);
  title("Step, in units of α", top + 208);
  const path = (/** @type {string} */ d, /** @type {string} */ look) =>
    svg.append("path").attr("d", d).attr("class", look);
  const wide = Math.max((x(2) - x(1)) * 0.6, 1.5);
  const middles = steps.map((_, i) => x(i + 1));
  const sizes = g.map((/** @type {number} */ gradient) => y(Math.abs(gradient)));
  path(barsOf(middles, y(0), sizes), "norms-bar").attr("stroke-width", wide);
  path(barsOf(middles, low(0), steps.map(low)), "weight-step").attr("stroke-width", wide);
  const line = d3.line(/** @type {(size: number, i: number) => number} */ ((_, i) => x(i + 1)), (size) => y(size));
  const labels = [0.5, 0, inverse].map((power, k) => {
    const sizes = (k === 2 ? all : norms(g, power, beta2)).map(({ size }) => size);
    const look = k === 2 ? "fine" : k ? "raw" : "ink";
    path(line(/** @type {any} */ (sizes)) ?? "", `live-line live-${look}`);
    const name = k === 2 ? `p = ${powerOf(inverse)}` : k ? "AdaMax" : "Adam";
    return { name, look: k ? look : "text", y: y(sizes[sizes.length - 1]) };
  });
  labelEnds(svg, labels, right + 6, top + 26, top + 170);
  path(`M${x(t)},${top + 26}V${top + 170}M${x(t)},${top + 222}V${top + 292}`, "weight-now");
  path(`M${inner},${low(0)}H${right}`, "live-rule");
  drawAxis(svg, d3.axisLeft(y).ticks(4), inner, 0);
  drawAxis(svg, d3.axisLeft(low).ticks(3), inner, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(5, "d"), 0, top + 292);
  svg.append("text").attr("x", right + 16).attr("y", top + 310).text("step t");
  const sheet = svg.append("rect").attr("class", "norms-sheet");
  sheet.attr("x", inner).attr("y", top + 20).attr("width", right - inner).attr("height", 276);
  sheet.on("click", (/** @type {MouseEvent} */ event) => {
    const box = /** @type {SVGSVGElement} */ (svg.node()).getBoundingClientRect();
    model.set("t", Math.min(Math.max(Math.round(x.invert(event.clientX - box.left)), 2), g.length));
    model.save_changes();
  });
}
