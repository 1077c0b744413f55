// Figure "Resume": the steps after a part of the state was lost.
import { biasCorrection } from "./adam.js";
import { BETA1, BETA2, choice, drawAxis, keepDrawn, labelEnds, lay, show } from "./parts.js";
import { powers, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Render } from "./parts.js" */

const RESUME_KEYS = ["lost", "gradients", "past", "beta1", "beta2"];
const STEPS = 1000;
/** @type {Record<string, string>} */
const LOST = {
  "": "nothing",
  m: "m",
  v: "v",
  t: "t",
  mv: "m and v",
  mt: "m and t",
  vt: "v and t",
  mvt: "m, v and t",
};

/**
 * Root mean square of each of the steps after a loss, in units of alpha, for eps = 0.
 * @param {string} lost letters of m, v and t
 * @param {string} gradients "signs", ±1 by chance, or "equal"
 * @param {number} past
 * @param {number} beta1
 * @param {number} beta2
 */
export function afterLoss(lost, gradients, past, beta1, beta2) {
  const [oldM, oldV] = [lost.includes("m") ? 0 : 1, lost.includes("v") ? 0 : 1];
  const chance = gradients === "signs" ? 2 : 1; // squares add up, or the gradients themselves
  return Array.from({ length: STEPS }, (_, i) => {
    const n = i + 1;
    const t = n + (lost.includes("t") ? 0 : past);
    const kept = oldM * beta1 ** (chance * n) * biasCorrection(beta1, chance * past);
    const sum = biasCorrection(beta1, chance * n) + kept;
    const m = chance === 2 ? Math.sqrt(((1 - beta1) / (1 + beta1)) * sum) : sum;
    const v = biasCorrection(beta2, n) + oldV * beta2 ** n * biasCorrection(beta2, past);
    return m / biasCorrection(beta1, t) / Math.sqrt(v / biasCorrection(beta2, t));
  });
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const controls = [
    choice(model, "lost", "Lost", LOST),
    choice(model, "gradients", "Gradients", { signs: "±1 by chance", equal: "all equal" }),
    slider(model, "past", "steps before", powers(1, 5)),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
  ];
  const { picture, words } = lay(el, controls);
  return keepDrawn(model, RESUME_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [lost, gradients, past, beta1, beta2] = RESUME_KEYS.map((key) => model.get(key));
    const usual = afterLoss("", gradients, past, beta1, beta2);
    const steps = afterLoss(lost, gradients, past, beta1, beta2);
    words.textContent = tell(lost, steps, usual);
    picture.replaceChildren(drawResume(width, lost, steps, usual, words.textContent));
  });
}

/** @param {string} lost @param {number[]} steps @param {number[]} usual */
function tell(lost, steps, usual) {
  if (!lost) return `Nothing is lost, and the step goes on as before: ${show(usual[0])}\u00a0α.`;
  const ratio = steps.map((step, i) => step / usual[i]);
  const late = ratio.findLastIndex((share) => Math.abs(share - 1) > 0.1) + 1;
  const end = late < STEPS ? `up to step ${late}` : `still at step ${STEPS}`;
  const [low, high] = [Math.min(...ratio), Math.max(...ratio)];
  const far = [
    ...(high > 1.1 ? [`up to ${show(high)} times`] : []),
    ...(low < 0.9 ? [`down to ${show(low)} times`] : []),
  ];
  return (
    `Lost: ${LOST[lost]}. The first step is ${show(steps[0])}\u00a0α long, root mean square, instead of ` +
    `${show(usual[0])}\u00a0α` +
    (far.length ? `; steps are ${far.join(" and ")} what they would be, and off by more than a tenth ${end}.` : ".")
  );
}

/**
 * @param {number} width
 * @param {string} lost
 * @param {number[]} steps
 * @param {number[]} usual
 * @param {string} said
 */
function drawResume(width, lost, steps, usual, said) {
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} 300`).attr("role", "img");
  svg.attr("width", width).attr("height", 300);
  svg.attr("aria-label", `Length of the step against steps since the resume. ${said}`);
  const right = width - 96;
  const x = d3.scaleLog([1, STEPS], [44, right]);
  const all = [...steps, ...usual];
  const y = d3.scaleLog([Math.min(0.05, ...all), Math.max(10, ...all)], [252, 26]);
  svg.append("text").attr("x", 0).attr("y", 14).attr("class", "live-title").text("Step, in units of α");
  drawAxis(svg, d3.axisLeft(y).ticks(5, "~g"), 44, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(4, "~g"), 0, 252);
  svg.append("text").attr("x", 44).attr("y", 292).text("steps since the resume");
  // a hundred places are enough for a line on a logarithmic axis
  const places = new Set(Array.from({ length: 121 }, (_, k) => Math.round(STEPS ** (k / 120)) - 1));
  const path = (/** @type {number[]} */ heights) =>
    d3.line()([...places].map((i) => /** @type {[number, number]} */ ([x(i + 1), y(heights[i])])));
  svg.append("path").attr("d", `M44,${y(1)}H${right}`).attr("class", "live-rule");
  svg.append("path").attr("d", path(usual)).attr("class", "live-line live-ink");
  svg.append("path").attr("d", path(steps)).attr("class", "live-line live-fine");
  const last = STEPS - 1;
  const labels = [{ name: "nothing lost", look: "text", y: y(usual[last]) }];
  if (lost) labels.push({ name: `${LOST[lost]} lost`, look: "fine", y: y(steps[last]) });
  labelEnds(svg, labels, right + 6, 30, 250);
  return /** @type {Node} */ (svg.node());
}
