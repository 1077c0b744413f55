// Figure "Betas": what is guaranteed, and what is not, over the plane of both betas.
import { boundLevel, halfLife, overshoot, stepBound } from "./adam.js";
import { BETA1, BETA2, betaAt, drawAxis, element, followPlace, keepDrawn } from "./parts.js";
import { presets, show, slider } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Render, Svg } from "./parts.js" */

const LEVELS = [1.1, 1.5, 2, 3, 5, 10, 20];

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const controls = [
    presets(model, "Betas", [
      ["Adam’s defaults", { beta1: 0.9, beta2: 0.999 }],
      ["0.9, 0.95", { beta1: 0.9, beta2: 0.95 }],
      ["0.9, 0.98", { beta1: 0.9, beta2: 0.98 }],
      ["equal", { beta1: 0.95, beta2: 0.95 }],
      ["RMSProp: 0, 0.99", { beta1: 0, beta2: 0.99 }],
    ]),
    slider(model, "beta1", "β₁", BETA1),
    slider(model, "beta2", "β₂", BETA2),
  ];
  const form = element("div", { class: "live-controls" }, ...controls.map(({ node }) => node));
  const picture = element("div", { class: "live-picture" });
  const words = element("dl", { class: "live-facts", "aria-live": "polite" });
  el.append(form, element("div", { class: "live-beside" }, picture, words));
  /** @type {ReturnType<typeof drawPlane> | undefined} */
  let map;
  return keepDrawn(model, ["beta1", "beta2"], picture, (width) => {
    for (const { update } of controls) update();
    const [beta1, beta2] = [model.get("beta1"), model.get("beta2")];
    const facts = betasFacts(beta1, beta2);
    words.replaceChildren(
      ...facts.flatMap(([name, fact]) => [element("dt", {}, name), element("dd", {}, fact)]),
    );
    if (map?.width !== width) {
      map = drawPlane(width);
      picture.replaceChildren(/** @type {Node} */ (map.svg.node()));
      const { svg, x, y } = map;
      followPlace(svg, ".live-point", (left, top) => {
        model.set("beta1", betaAt(Math.log10(x.invert(left))));
        model.set("beta2", betaAt(Math.log10(y.invert(top))));
        model.save_changes();
      });
    }
    const said = facts.map(([name, fact]) => `${name}: ${fact}.`).join(" ");
    map.svg.attr("aria-label", `Exact bound on a step over the plane of betas. ${said}`);
    map.point.attr("transform", `translate(${map.x(1 - beta1)},${map.y(1 - beta2)})`);
  });
}

/** @param {number} beta1 @param {number} beta2 */
function betasFacts(beta1, beta2) {
  const bound = stepBound(beta1, beta2);
  const peak = overshoot(beta1, beta2);
  const steps = (/** @type {number} */ beta) => (beta === 0 ? "none" : `${show(halfLife(beta))} steps`);
  return [
    [
      "Exact bound",
      Number.isFinite(bound)
        ? `${show(bound)} α, in the long run`
        : "none: steps can grow without end",
    ],
    [
      "Without the corrections",
      peak.t === Infinity
        ? "never longer than with them"
        : `up to ${show(peak.value)} times as long, at t\u00a0=\u00a0${peak.t}`,
    ],
    ["Half-life of m", steps(beta1)],
    ["Half-life of v", steps(beta2)],
  ];
}

/** @param {number} width */
function drawPlane(width) {
  const margin = { left: 54, right: 10, top: 12, bottom: 44 };
  const height = Math.round(Math.min(width, 420) * 0.86);
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img");
  svg.attr("width", width).attr("height", height).attr("class", "live-plane");
  const x = d3.scaleLog([1e-3, 1], [margin.left, width - margin.right]).clamp(true);
  const y = d3.scaleLog([1e-4, 0.5], [height - margin.bottom, margin.top]).clamp(true);

  const [left, right] = x.range();
  const [bottom, top] = y.range();
  svg
    .append("rect")
    .attr("class", "live-most")
    .attr("x", left)
    .attr("y", top)
    .attr("width", right - left)
    .attr("height", bottom - top);

  // A band a level, the widest first; above the last curve, beta2 = beta1², there is no bound.
  const aways = Array.from({ length: 121 }, (_, i) => 10 ** (-3 + i / 40));
  const line = d3.line();
  /** @type {(side: 0 | 1, level: number) => [number, number][]} */
  const curve = (side, level) =>
    aways.map((away) => [x(away), y(boundLevel(1 - away, level)[side])]);
  const border = curve(1, Infinity);
  for (const level of [...LEVELS].reverse()) {
    const band = [...curve(0, level), ...curve(1, level).reverse()];
    svg.append("path").attr("d", `${line(band)}Z`).attr("class", "live-level");
  }
  svg.append("path").attr("d", `${line(border)}V${top}H${left}Z`).attr("class", "live-none");
  const inside = border.filter(([, height]) => height > top);
  svg.append("path").attr("d", line(inside)).attr("class", "live-border");
  return { svg, x, y, width, point: decorate(svg, x, y) };
}

/**
 * Axes, names of lines and regions, and last the point.
 * @param {Svg} svg
 * @param {import("d3-scale").ScaleLogarithmic<number, number>} x
 * @param {import("d3-scale").ScaleLogarithmic<number, number>} y
 */
function decorate(svg, x, y) {
  /** @type {(axis: import("d3-axis").Axis<any>, values: number[]) => typeof axis} */
  const ticks = (axis, values) => axis.tickValues(values).tickFormat(String);
  drawAxis(svg, ticks(d3.axisBottom(x), [0.001, 0.01, 0.1, 1]), 0, y.range()[0]);
  drawAxis(svg, ticks(d3.axisLeft(y), [0.0001, 0.001, 0.01, 0.1]), x.range()[0], 0);
  /** @param {string} words @param {number} left @param {number} base @param {string} anchor */
  const text = (words, left, base, anchor) => {
    const label = svg.append("text").attr("class", "live-text").attr("text-anchor", anchor);
    return label.attr("x", left).attr("y", base).text(words);
  };
  text("1 − β₁", (x.range()[0] + x.range()[1]) / 2, y.range()[0] + 38, "middle");
  text("1 − β₂", x.range()[0] + 8, y.range()[1] + 16, "start");

  const ends = [1e-3, 0.5];
  svg
    .append("line")
    .attr("x1", x(ends[0]))
    .attr("y1", y(ends[0]))
    .attr("x2", x(ends[1]))
    .attr("y2", y(ends[1]))
    .attr("class", "live-equal");
  const middle = [x(0.03), y(0.03)];
  const slope = (Math.atan2(y(0.5) - y(1e-3), x(0.5) - x(1e-3)) * 180) / Math.PI;
  text("equal betas: bound 1", 0, 0, "middle").attr(
    "transform",
    `translate(${middle.join()}) rotate(${slope}) translate(0,16)`,
  );
  text("no bound", x(0.006), y(0.12), "middle");
  // Each level named where it crosses the right edge, where beta1 = 0 and the bound is 1/√(1 - β₂).
  for (const level of LEVELS) {
    const at = level ** -2;
    if (at < 0.4) text(`${level} α`, x.range()[1] - 5, y(at) + 4, "end");
  }
  const point = svg.append("g").attr("class", "live-point");
  point.append("circle").attr("r", 22).attr("class", "live-grip");
  point.append("circle").attr("r", 7).attr("class", "live-dot");
  return point;
}
