// How runs are compared: the formulas of adamtext.lab.judging, and tested against them.

/** @param {number[]} x */
export function mean(x) {
  return x.reduce((sum, each) => sum + each, 0) / x.length;
}

/**
 * Logarithm of the end value after so many passes: the mean over the last tenth of them. A run of
 * no costs did not finish.
 * @param {number[]} costs
 * @param {number} passes
 */
export function endLog(costs, passes = costs.length) {
  if (!costs.length) return Infinity;
  const seen = costs.slice(0, passes);
  return mean(seen.slice(-Math.ceil(seen.length / 10)).map(Math.log));
}

/**
 * Ratio of end values, from their logarithms seed by seed: its mean and its 95 % interval.
 * @param {number[]} first
 * @param {number[]} second
 * @param {Record<number, number>} student
 */
export function compare(first, second, student) {
  const gaps = first.map((log, i) => log - second[i]);
  const middle = mean(gaps);
  const squares = gaps.map((gap) => (gap - middle) ** 2);
  const error = Math.sqrt((mean(squares) * gaps.length) / (gaps.length - 1) / gaps.length);
  const half = student[gaps.length] * error;
  return { ratio: Math.exp(middle), low: Math.exp(middle - half), high: Math.exp(middle + half) };
}
