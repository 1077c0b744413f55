// Figure "Weightings": how two averages weigh the past, and how long a step that allows.
import { biasCorrection, STREAMS, stepBound } from "./adam.js";
import { BETA1, BETA2, drawAxis, keepDrawn, lay, presets, show, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Render } from "./parts.js" */
/** @typedef {ReturnType<typeof weightings>} Weightings */

const WEIGHTING_KEYS = ["beta1", "beta2", "t"];

/**
 * Oldest first: the weights in the mean and in the mean of squares, the stream that makes the
 * longest step of them, and the terms of the square of that step.
 * @param {number} beta1
 * @param {number} beta2
 * @param {number} t
 */
export function weightings(beta1, beta2, t) {
  const [w, z] = [beta1, beta2].map((beta) =>
    Array.from({ length: t }, (_, i) => ((1 - beta) * beta ** (t - 1 - i)) / biasCorrection(beta, t)),
  );
  const worst = STREAMS.worst(t, beta1, beta2);
  return { w, z, worst, terms: w.map((weight, i) => (weight * weight) / z[i]) };
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const whole = { min: 1, max: 60, step: 1, toTrait: Number, toSlider: Number };
  const controls = [
    presets(model, "Betas", [
      ["the defaults", { beta1: 0.9, beta2: 0.999 }],
      ["equal", { beta1: 0.9, beta2: 0.9 }],
      ["closer", { beta1: 0.9, beta2: 0.95 }],
      ["β₁ = 0", { beta1: 0, beta2: 0.999 }],
      ["β₁ above β₂", { beta1: 0.9, beta2: 0.8 }],
    ]),
    slider(model, "t", "Step t", whole),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
  ];
  const { picture, words } = lay(el, controls);
  return keepDrawn(model, WEIGHTING_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [beta1, beta2, t] = WEIGHTING_KEYS.map((key) => model.get(key));
    const all = weightings(beta1, beta2, t);
    words.textContent = tell(all, beta1, beta2, t);
    picture.replaceChildren(drawWeightings(width, all, stepBound(beta1, beta2, t), words.textContent));
  });
}

/** Four digits, where three would hide that something is above 1. @param {number} x */
const four = (x) => (x < 1e4 ? String(Number(x.toPrecision(4))) : show(x));

/** @param {Weightings} all @param {number} beta1 @param {number} beta2 @param {number} t */
function tell({ w, z }, beta1, beta2, t) {
  const percent = (/** @type {number} */ share) => `${show(100 * share)}\u00a0%`;
  const newest =
    `The newest of ${t} gradient${t === 1 ? "" : "s"} has ${percent(w[t - 1])} of the mean and ` +
    `${percent(z[t - 1])} of the mean of squares. `;
  if (t === 1 || beta1 === beta2)
    return `${newest}The weights are the same, so the step cannot be longer than 1\u00a0α: equal gradients make it so long.`;
  const bound = stepBound(beta1, beta2);
  const how = beta1
    ? `each ${show(beta2 / beta1)} times the one before`
    : "silence and one gradient at the end";
  return (
    `${newest}So step ${t} can be ${four(stepBound(beta1, beta2, t))}\u00a0α long, and no longer: ` +
    `the gradients in the middle, ${how}, make it so. ` +
    (bound === Infinity ? "Later steps have no bound." : `No later step can exceed ${four(bound)}\u00a0α.`)
  );
}

/** @param {number} width @param {Weightings} all @param {number} bound @param {string} said */
function drawWeightings(width, { w, z, worst, terms }, bound, said) {
  const height = 404;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img");
  svg.attr("width", width).attr("height", height);
  svg.attr("aria-label", `Weights by age as bars; the worst gradients; the terms of the bound. ${said}`);
  const t = w.length;
  const x = d3.scaleLinear([t - 0.5, -0.5], [48, width - 6]);
  const wide = Math.max(Math.abs(x(1) - x(0)) * 0.74, 1.5);
  const title = (/** @type {string} */ words, /** @type {number} */ top, look = "live-title") =>
    svg.append("text").attr("y", top).attr("class", look).text(words);
  title("Weight of each gradient", 12);
  title("■ w, in the mean", 31, "live-text live-fine");
  title("□ z, in that of squares", 31, "live-text live-raw").attr("x", 122);

  const y = d3.scaleLinear([0, Math.max(...w, ...z) * 1.04], [156, 40]);
  const bars = (/** @type {number[]} */ heights, /** @type {(height: number) => number} */ scale, /** @type {string} */ look) => {
    const outline = (/** @type {number} */ height, /** @type {number} */ i) =>
      `M${x(t - 1 - i) - wide / 2},${scale(0)}V${scale(height)}h${wide}V${scale(0)}`;
    svg.append("path").attr("d", heights.map(outline).join("")).attr("class", look);
  };
  bars(w, y, "weightings-mean");
  bars(z, y, "weightings-squares");
  drawAxis(svg, d3.axisLeft(y).ticks(4), 48, 0);

  title("The worst gradients, w/z but for scale", 186);
  const low = d3.scaleLinear([0, 1.04], [256, 198]);
  bars(worst, low, "weightings-worst");
  drawAxis(svg, d3.axisLeft(low).ticks(2), 48, 0);

  title(`w²/z: sum ${four(bound * bound)}, the square of ${four(bound)}`, 286);
  const last = d3.scaleLinear([0, Math.max(...terms) * 1.04], [360, 298]);
  bars(terms, last, "weightings-term");
  drawAxis(svg, d3.axisLeft(last).ticks(3), 48, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(Math.min(t, width / 60), "d"), 0, 360);
  title("steps ago", 396).attr("class", null).attr("x", 48);
  return /** @type {Node} */ (svg.node());
}
