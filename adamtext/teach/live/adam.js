// What Adam does, in numbers: the formulas of adamtext, and tested against them. Nothing is drawn.
// Lengths of steps are in units of alpha, and eps is 0.

/**
 * 1 - beta^t, accurate also where beta^t is next to 1.
 * @param {number} beta
 * @param {number} t
 */
export function biasCorrection(beta, t) {
  return -Math.expm1(t * Math.log(beta));
}

/**
 * Adam fed with the gradients g: arrays of the averages, their corrections and both steps.
 * @param {number[]} g
 * @param {number} beta1
 * @param {number} beta2
 */
export function adam(g, beta1, beta2) {
  /** @type {Record<"m" | "v" | "mHat" | "vHat" | "step" | "uncorrected", number[]>} */
  const out = { m: [], v: [], mHat: [], vHat: [], step: [], uncorrected: [] };
  let m = 0;
  let v = 0;
  g.forEach((gradient, i) => {
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient * gradient;
    const mHat = m / biasCorrection(beta1, i + 1);
    const vHat = v / biasCorrection(beta2, i + 1);
    out.m.push(m);
    out.v.push(v);
    out.mHat.push(mHat);
    out.vHat.push(vHat);
    out.step.push(ratio(mHat, vHat));
    out.uncorrected.push(ratio(m, v));
  });
  return out;
}

// Silence, or gradients so small that their squares are lost, make no step.
const TINY = 1e-140;
/** @param {number} m @param {number} v */
function ratio(m, v) {
  return m / (Math.sqrt(v) + TINY);
}

/**
 * Largest possible step at step t, over all streams; t may be Infinity.
 * @param {number} beta1
 * @param {number} beta2
 */
export function stepBound(beta1, beta2, t = Infinity) {
  if (beta1 === beta2 || t === 1) return 1;
  if (beta2 === 0) return Infinity;
  const excess = squareMinus(beta1, beta2) / beta2;
  const squares = (geometricSum(excess, t) * biasCorrection(beta2, t)) / (1 - beta2);
  return ((1 - beta1) / biasCorrection(beta1, t)) * Math.sqrt(squares);
}

/**
 * The two values of 1 - beta2, low and high, between which stepBound(beta1, ·) <= level.
 * @param {number} beta1
 * @param {number} level
 */
export function boundLevel(beta1, level) {
  const away = 1 - beta1;
  const product = (away / level) ** 2; // of the two roots of a quadratic equation
  const sum = away * (1 + beta1) + product;
  const high = (sum + Math.sqrt(Math.max(sum * sum - 4 * product, 0))) / 2;
  return [product / high, high];
}

/**
 * Sum of (1 + excess)^k over k = 0, …, t - 1.
 * @param {number} excess
 * @param {number} t
 */
function geometricSum(excess, t) {
  // an excess of rounding errors is meant to be 0, as in 0.9² against 0.81
  if (t === Infinity) return excess < -4e-16 ? -1 / excess : Infinity;
  const rate = Math.log1p(excess);
  return rate === 0 ? t : Math.expm1(t * rate) / Math.expm1(rate);
}

/**
 * a² - b with the rounding error of a² given back (Dekker's product).
 * @param {number} a
 * @param {number} b
 */
function squareMinus(a, b) {
  const square = a * a;
  const large = 134217729 * a; // 2^27 + 1 splits a double into two halves
  const high = large - (large - a);
  const low = a - high;
  return square - b + (high * high - square + 2 * high * low + low * low);
}

/**
 * Step without the two corrections over the step with them.
 * @param {number} beta1
 * @param {number} beta2
 * @param {number} t
 */
export function uncorrectedRatio(beta1, beta2, t) {
  return biasCorrection(beta1, t) / Math.sqrt(biasCorrection(beta2, t));
}

/**
 * Largest uncorrectedRatio over t = 1, 2, …, and the first t that has it; Infinity where it only
 * creeps up to 1.
 * @param {number} beta1
 * @param {number} beta2
 */
export function overshoot(beta1, beta2) {
  if (beta1 === 0) return { t: 1, value: uncorrectedRatio(0, beta2, 1) };
  if (beta1 >= beta2) return { t: Infinity, value: 1 };
  // It rises as long as this is positive, and falls ever after.
  const a = -Math.log(beta1);
  const b = -Math.log(beta2);
  const rising = (/** @type {number} */ t) => a / Math.expm1(a * t) > b / (2 * Math.expm1(b * t));
  let low = 0;
  let high = 1;
  while (rising(high)) [low, high] = [high, 2 * high];
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (rising(middle)) low = middle;
    else high = middle;
  }
  const first = Math.max(1, Math.floor(low));
  let best = { t: first, value: uncorrectedRatio(beta1, beta2, first) };
  for (let t = first + 1; t <= Math.ceil(high); t++) {
    const value = uncorrectedRatio(beta1, beta2, t);
    if (value > best.value) best = { t, value };
  }
  return best;
}

/**
 * Steps after which a gradient has half its weight in an average.
 * @param {number} beta
 */
export function halfLife(beta) {
  return -Math.LN2 / Math.log(beta) + 0; // 0, not -0, for beta = 0
}

/**
 * Streams of gradients, name -> (n, beta1, beta2) -> array of n numbers, the largest about 1.
 * @type {Record<string, (n: number, beta1: number, beta2: number) => number[]>}
 */
export const STREAMS = {
  constant: (n) => Array(n).fill(1),
  noise: (n) => normal(n),
  spike: (n) => ages(n).map((age) => (age === Math.floor(n / 2) ? 1 : 0)),
  burst: (n) => ages(n).map((age) => (age <= Math.floor(n / 2) && age > n / 2 - 12 ? 1 : 0)),
  growth: (n) => ages(n).map((age) => 1.05 ** -age),
  worst: (n, beta1, beta2) => {
    const r = beta2 ? beta1 / beta2 : 0;
    return ages(n).map((age) => (r <= 1 ? r ** age : r ** (age - (n - 1))));
  },
};

/** @param {number} n */
function ages(n) {
  return Array.from({ length: n }, (_, i) => n - 1 - i);
}

/**
 * n standard normal numbers: Park and Miller's generator, Box and Muller's transform.
 * @param {number} n
 */
function normal(n) {
  let seed = 1412;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: n }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}
