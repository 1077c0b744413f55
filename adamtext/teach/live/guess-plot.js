// A guess beside the truth: on axes, and in words.
import { drawAxis, spread } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Svg } from "./parts.js" */
/** @typedef {{ name: string, x: number[], y: number[] }} Line */
/**
 * What adamtext.teach.live.curves says of a curve.
 * @typedef {object} Curve
 * @property {string} name
 * @property {string} title
 * @property {string} question
 * @property {string} lesson
 * @property {number[]} marks
 * @property {string} xlabel
 * @property {string} ylabel
 * @property {[number, number]} ylim
 * @property {number} step
 * @property {string} unit
 * @property {string} where
 * @property {boolean} log
 * @property {Line[]} given
 * @property {Line[]} true
 * @property {Line[]} beside
 * @property {string} [link]
 */
/** @typedef {{ svg: Svg, x: (at: number) => number, y: any, right: number, bottom: number }} Plot */

/**
 * A number to read, with a real minus.
 * @param {number} value
 */
export function said(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

/**
 * The words for a height at a mark: "at step 12".
 * @param {Curve} curve
 * @param {number} mark
 */
export function place(curve, mark) {
  return curve.where.replace("{}", String(mark));
}

/**
 * The true heights at the marks.
 * @param {Curve} curve
 */
export function truth({ marks, true: [line] }) {
  return marks.map((mark) => line.y[line.x.indexOf(mark)]);
}

/**
 * Where the guess is furthest from the truth: the number of the mark, and the gap as a share of the
 * whole height.
 * @param {Curve} curve
 * @param {number[]} heights
 */
export function widest(curve, heights) {
  const [low, high] = curve.ylim;
  const gaps = truth(curve).map((y, k) => Math.abs(y - heights[k]) / (high - low));
  const k = gaps.indexOf(Math.max(...gaps));
  return { k, gap: gaps[k] };
}

/**
 * The gap in words.
 * @param {Curve} curve
 * @param {number[]} heights
 */
export function verdict(curve, heights) {
  const { k, gap } = widest(curve, heights);
  const [mine, yours] = [truth(curve)[k], heights[k]].map((y) => said(y) + curve.unit);
  if (gap < 0.06)
    return `You saw it coming. Even ${place(curve, curve.marks[k])}, where the gap is widest, you expected ${yours}, and it is ${mine}.`;
  return `You expected ${yours}; ${place(curve, curve.marks[k])} it is ${mine}.`;
}

/**
 * Heights for all marks, where only some are set: straight lines between, level at both ends.
 * @param {(number | null)[]} heights
 */
export function filled(heights) {
  const known = heights.flatMap((y, k) => (y === null ? [] : [k]));
  return heights.map((y, k) => {
    if (y !== null) return y;
    const before = known.filter((each) => each < k).pop() ?? known[0];
    const after = known.find((each) => each > k) ?? known[known.length - 1];
    const [from, to] = [Number(heights[before]), Number(heights[after])];
    return before === after ? from : from + ((to - from) * (k - before)) / (after - before);
  });
}

/**
 * Axes, and the lines that are there from the start.
 * @param {Curve} curve
 * @param {number} width
 * @param {number} height
 * @returns {Plot}
 */
export function drawPlot(curve, width, height) {
  const margin = { left: 46, right: 90, top: 26, bottom: 42 };
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`);
  svg.attr("width", width).attr("height", height);
  const all = [...curve.given, ...curve.true].flatMap((line) => line.x);
  const ends = [Math.min(...all), Math.max(...all)];
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const scale = curve.log ? d3.scaleLog : d3.scaleLinear;
  const x = scale(ends, [margin.left, right]);
  const y = d3.scaleLinear(curve.ylim, [bottom, margin.top]).clamp(true);
  const few = curve.log ? Math.log10(ends[1] / ends[0]) : width < 500 ? 4 : 7;
  drawAxis(svg, d3.axisBottom(x).ticks(few, "d"), 0, bottom);
  drawAxis(svg, d3.axisLeft(y).ticks(height / 45), margin.left, 0);
  const text = () => svg.append("text").attr("class", "live-text");
  text().attr("x", right).attr("y", height - 6).attr("text-anchor", "end").text(curve.xlabel);
  text().attr("x", 0).attr("y", 12).text(curve.ylabel);
  const plot = { svg, x, y, right, bottom };
  for (const line of curve.given) drawLine(plot, line, "ink");
  return plot;
}

/**
 * A line, or a dot if it has no length.
 * @param {Plot} plot
 * @param {Line} line
 * @param {string} look
 */
export function drawLine({ svg, x, y }, line, look) {
  const points = line.x.map((at, k) => /** @type {[number, number]} */ ([x(at), y(line.y[k])]));
  const [first, last] = [points[0], points[points.length - 1]];
  if (first[0] === last[0]) {
    const dot = svg.append("circle").attr("cx", first[0]).attr("cy", first[1]);
    dot.attr("r", 4).attr("class", `guess-dot guess-${look}`);
  }
  return svg.append("path").attr("d", d3.line()(points)).attr("class", `live-line live-${look}`);
}

/**
 * The names of lines, at their right ends.
 * @param {Plot} plot
 * @param {[Line, string][]} lines each with its look
 */
export function nameLines({ svg, x, y, right, bottom }, lines) {
  const labels = lines.map(([line, look]) => {
    const last = line.x.length - 1;
    return { name: line.name, look, x: x(line.x[last]), y: y(line.y[last]) };
  });
  const group = svg.append("g");
  const [inside, outside] = [true, false].map((early) => labels.filter((l) => l.x < right - 12 === early));
  for (const label of [...inside, ...spread(outside, 15, 30, bottom)]) {
    const text = group.append("text").attr("class", `live-text live-${label.look}`);
    text.attr("x", label.x + 7).attr("y", label.y + 4).text(label.name);
  }
  return group;
}

/**
 * The truth beside a guess (or alone), with the widest gap marked.
 * @param {Plot} plot
 * @param {Curve} curve
 * @param {number[] | null} heights
 */
export function drawTruth(plot, curve, heights) {
  const { svg, x, y } = plot;
  if (heights) {
    const { k } = widest(curve, heights);
    const at = x(curve.marks[k]);
    const gap = svg.append("path").attr("class", "guess-gap");
    gap.attr("d", `M${at},${y(heights[k])}V${y(truth(curve)[k])}`);
  }
  for (const line of curve.beside) drawLine(plot, line, "bound");
  for (const line of curve.true) drawLine(plot, line, "fine").classed("guess-true", true).attr("pathLength", 1);
}

/**
 * All lines that have a name in the picture, with their looks.
 * @param {Curve} curve
 * @param {number[] | null} heights
 * @param {boolean} shown
 * @returns {[Line, string][]}
 */
export function named(curve, heights, shown) {
  /** @type {[Line, string][]} */
  const lines = curve.given.map((line) => [line, "ink"]);
  if (heights) lines.push([{ name: "yours", x: curve.marks, y: heights }, "raw"]);
  if (!shown) return lines;
  for (const line of curve.beside) lines.push([line, "bound"]);
  for (const line of curve.true) lines.push([line, "fine"]);
  return lines;
}
