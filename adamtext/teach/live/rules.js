// What the rules of the races add to a coordinate, from its slope and what they remember.
import { biasCorrection } from "./adam.js";

/**
 * @typedef {{ m: number, v: number, size: number }} Kept both averages, and what divides
 * @typedef {{ alpha: number, beta1: number, beta2: number }} Numbers
 */

/** @type {Record<string, (g: number, kept: Kept, t: number, numbers: Numbers) => number>} */
export const MOVES = {
  SGD: (g, kept, t, { alpha }) => -alpha * g,
  momentum(g, kept, t, { alpha, beta1 }) {
    kept.m = beta1 * kept.m + g;
    return -alpha * kept.m;
  },
  RMSProp(g, kept, t, { alpha, beta2 }) {
    kept.v = beta2 * kept.v + (1 - beta2) * g * g;
    kept.size = Math.sqrt(kept.v);
    return (-alpha * g) / (kept.size + 1e-8);
  },
  Adam(g, kept, t, { alpha, beta1, beta2 }) {
    kept.m = beta1 * kept.m + (1 - beta1) * g;
    kept.v = beta2 * kept.v + (1 - beta2) * g * g;
    kept.size = Math.sqrt(kept.v / biasCorrection(beta2, t));
    return (-alpha * (kept.m / biasCorrection(beta1, t))) / (kept.size + 1e-8);
  },
};

/** What a rule remembers of a coordinate before its first step. @returns {Kept} */
export const forgotten = () => ({ m: 0, v: 0, size: 1 });
