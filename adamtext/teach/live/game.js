// Figure "Game": one slope of n in n rounds, -1 in the others, and how Adam plays.
import { biasCorrection } from "./adam.js";
import { barsOf, BETA1, BETA2, drawAxis, keepDrawn, labelEnds, lay, powers } from "./parts.js";
import { presets, show, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Render, Svg } from "./parts.js" */

const GAME_KEYS = ["n", "beta1", "beta2", "alpha", "start"];
const PERIODS = 100;

/**
 * The moving average of a stream that repeats `x` for ever, at each place of `x`.
 * @param {number[]} x
 * @param {number} beta
 */
export function cycleAverage(x, beta) {
  const n = x.length;
  const whole = beta ? biasCorrection(beta, n) : 1;
  let average = x.reduce((sum, at, i) => sum + (1 - beta) * beta ** (n - 1 - i) * at, 0) / whole;
  return x.map((at) => (average = beta * average + (1 - beta) * at));
}

/** @param {number} n */
const slopes = (n) => Array.from({ length: n }, (_, i) => (i ? -1 : n));

/**
 * A period in the long run, and how far it leads, in units of alpha.
 * @param {number} n
 * @param {number} beta1
 * @param {number} beta2
 */
export function period(n, beta1, beta2) {
  const m = cycleAverage(slopes(n), beta1);
  const root = cycleAverage(slopes(n).map((slope) => slope * slope), beta2).map(Math.sqrt);
  const step = m.map((average, i) => -average / root[i]);
  return { m, root, step, drift: step.reduce((sum, one) => sum + one, 0) };
}

/**
 * Where Adam stands at the start and after each period, and what it regrets by then.
 * @param {number} n
 * @param {number} beta1
 * @param {number} beta2
 * @param {number} alpha
 * @param {number} start
 */
export function play(n, beta1, beta2, alpha, start) {
  let [x, m, v, regret] = [start, 0, 0, 0];
  let [inM, inV] = [0, 0]; // the weights in the averages: 1 - beta^t
  const [places, regrets] = [[x], [0]];
  for (let t = 1; t <= PERIODS * n; t++) {
    const slope = t % n === 1 ? n : -1;
    regret += slope * (x + 1); // -1 is best
    m = beta1 * m + (1 - beta1) * slope;
    v = beta2 * v + (1 - beta2) * slope * slope;
    inM = beta1 * inM + (1 - beta1);
    inV = beta2 * inV + (1 - beta2);
    const hats = m / inM / Math.sqrt(v / inV);
    x = Math.min(Math.max(x - (alpha / Math.sqrt(t)) * hats, -1), 1);
    if (t % n) continue;
    places.push(x);
    regrets.push(regret);
  }
  return { places, regrets };
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const plain = { step: 1, toTrait: Number, toSlider: Number };
  const begin = { alpha: 0.5, start: 0 };
  const controls = [
    presets(model, "Games", [
      ["Adam loses", { n: 3, beta1: 0, beta2: 0.1, ...begin }],
      ["with momentum", { n: 3, beta1: 0.9, beta2: 0.1, ...begin }],
      ["with a longer memory", { n: 3, beta1: 0, beta2: 0.9, ...begin }],
      ["the defaults", { n: 3, beta1: 0.9, beta2: 0.999, ...begin }],
      ["the defaults, n = 101", { n: 101, beta1: 0.9, beta2: 0.999, ...begin }],
    ]),
    slider(model, "n", "n", { min: 3, max: 101, ...plain }),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", { ...BETA2, max: 0 }),
    slider(model, "alpha", "α", powers(-2, 1)),
    slider(model, "start", "start", { min: -1, max: 1, ...plain, step: 0.1 }),
  ];
  const { picture, words } = lay(el, controls);
  return keepDrawn(model, GAME_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [n, beta1, beta2, alpha, start] = GAME_KEYS.map((key) => model.get(key));
    const cycle = period(n, beta1, beta2);
    const played = play(n, beta1, beta2, alpha, start);
    words.textContent = tell(n, cycle.drift, played);
    picture.replaceChildren(drawGame(width, n, cycle, played, words.textContent));
  });
}

/** @param {number} x */
const signed = (x) => (x > 0 ? "+" : "") + show(x).replace("-", "−");

/** @param {number} n @param {number} drift @param {ReturnType<typeof play>} played */
function tell(n, drift, { places, regrets }) {
  const where = drift > 0 ? "towards +1, the worst point" : "towards −1, the best point";
  const regret = regrets[PERIODS];
  return (
    `In the long run a period leads by ${signed(drift)}\u00a0α, ${where}. After ${PERIODS * n} rounds ` +
    `Adam stands at ${signed(places[PERIODS])}; its regret is ${signed(Number(regret.toPrecision(3)))}, ` +
    `the worst player’s ${2 * PERIODS * n}.`
  );
}

/**
 * @param {number} width
 * @param {number} n
 * @param {ReturnType<typeof period>} cycle
 * @param {ReturnType<typeof play>} played
 * @param {string} said
 */
function drawGame(width, n, { m, root, step }, { places, regrets }, said) {
  const narrow = width < 560;
  const height = narrow ? 536 : 352;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img");
  svg.attr("width", width).attr("height", height);
  svg.attr("aria-label", `One period as bars; then Adam’s path, and its regret. ${said}`);
  const third = width / 3;
  const pull = m.map((average) => -average);
  drawBars(svg, "pull, −m", pull, 0, third - 12);
  drawBars(svg, "÷ √v", root, third, third - 12);
  drawBars(svg, "= step, in α", step, 2 * third, third - 12);
  const half = narrow ? width : width / 2 - 14;
  drawPath(svg, "Adam after each period", n, { Adam: places }, [-1.1, 1.1], { left: 0, top: 184, width: half });
  const worst = places.map((_, k) => 2 * n * k);
  const top = narrow ? 368 : 184;
  const low = Math.min(0, ...regrets) * 1.05;
  drawPath(svg, "Its regret", n, { "worst player": worst, Adam: regrets }, [low, 2 * n * PERIODS], {
    left: width - half,
    top,
    width: half,
  });
  return /** @type {Node} */ (svg.node());
}

/**
 * @param {Svg} svg
 * @param {string} title
 * @param {number[]} values
 * @param {number} left
 * @param {number} width
 */
function drawBars(svg, title, values, left, width) {
  const ends = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = d3.scaleLinear(ends, [126, 46]);
  const wide = width / values.length;
  svg.append("text").attr("x", left).attr("y", 14).attr("class", "live-title").text(title);
  const middle = (/** @type {number} */ i) => left + (i + 0.5) * wide;
  const places = values.map((_, i) => i);
  for (const [look, own] of /** @type {[string, number[]][]} */ ([
    ["game-down", places.filter((i) => values[i] < 0)],
    ["game-up", places.filter((i) => values[i] >= 0)],
  ])) {
    const d = barsOf(own.map(middle), y(0), own.map((i) => y(values[i])));
    svg.append("path").attr("d", d).attr("class", look).attr("stroke-width", Math.max(wide * 0.7, 0.8));
  }
  if (values.length <= 4)
    values.forEach((value, i) => {
      const label = svg.append("text").attr("x", middle(i)).attr("text-anchor", "middle");
      label.attr("y", y(value) + (value < 0 ? 16 : -6)).text(show(value).replace("-", "−"));
    });
  svg.append("path").attr("d", `M${left},${y(0)}H${left + width}`).attr("class", "live-rule");
}

/**
 * @param {Svg} svg
 * @param {string} title
 * @param {number} n
 * @param {Record<string, number[]>} lines
 * @param {[number, number]} ends
 * @param {{ left: number, top: number, width: number }} place
 */
function drawPath(svg, title, n, lines, ends, { left, top, width }) {
  const inner = left + 56;
  const x = d3.scaleLinear([0, n * PERIODS], [inner, left + width - 86]);
  const y = d3.scaleLinear(ends, [top + 122, top + 16]);
  svg.append("text").attr("x", left).attr("y", top).attr("class", "live-title").text(title);
  drawAxis(svg, d3.axisLeft(y).ticks(4), inner, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(3), 0, top + 122);
  svg.append("text").attr("x", x.range()[1] + 22).attr("y", top + 140).text("round");
  svg.append("path").attr("d", `M${inner},${y(0)}H${x.range()[1]}`).attr("class", "live-rule");
  const path = d3.line(/** @type {(height: number, k: number) => number} */ ((_, k) => x(k * n)), (height) => y(height));
  const labels = Object.entries(lines).map(([name, heights]) => {
    const look = name === "Adam" ? "fine" : "raw";
    svg.append("path").attr("d", path(/** @type {any} */ (heights))).attr("class", `live-line live-${look}`);
    return { name, look, y: y(heights[PERIODS]) };
  });
  labelEnds(svg, labels, x.range()[1] + 5, top + 16, top + 122);
}
