// The bent valley of the title page and of figure "Race": DEEP h(y - BEND x²) + FLAT h(x - GOAL),
// with h(z) = √(ROUND² + z²) - ROUND. The same as in race.py.

const [DEEP, FLAT, BEND, GOAL, ROUND] = [1.5, 0.3, 0.2, 1.7, 0.5];
const away = (/** @type {number} */ z) => Math.sqrt(ROUND * ROUND + z * z);

/** Where the cost is 0. @type {[number, number]} */
export const LOWEST = [GOAL, BEND * GOAL * GOAL];

/** @param {number[]} point */
export function valleyCost([x, y]) {
  return DEEP * (away(y - BEND * x * x) - ROUND) + FLAT * (away(x - GOAL) - ROUND);
}

/** @param {number[]} point */
export function valleySlope([x, y]) {
  const across = y - BEND * x * x;
  const along = x - GOAL;
  const wall = (DEEP * across) / away(across);
  return [(FLAT * along) / away(along) - 2 * BEND * x * wall, wall];
}

/**
 * The points at which the cost has this value, solved for y at every x.
 * @param {number} cost
 * @returns {[number, number][]}
 */
export function valleyLevel(cost) {
  const reach = Math.sqrt((cost / FLAT + ROUND) ** 2 - ROUND * ROUND);
  const [first, last] = [Math.max(GOAL - reach, -3.2), Math.min(GOAL + reach, 3.2)];
  /** @type {[number, number][][]} */
  const sides = [[], []];
  for (let k = 0; k <= 56; k++) {
    const x = (first + last) / 2 + ((last - first) / 2) * Math.sin(((k - 28) / 56) * Math.PI);
    const rest = Math.max(cost - FLAT * (away(x - GOAL) - ROUND), 0);
    const wide = Math.sqrt((rest / DEEP + ROUND) ** 2 - ROUND * ROUND);
    sides[0].push([x, BEND * x * x + wide]);
    sides[1].unshift([x, BEND * x * x - wide]);
  }
  return [...sides[0], ...sides[1]];
}
