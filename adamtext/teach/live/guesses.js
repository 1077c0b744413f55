// Figure "Guesses": all that the reader drew, the widest gap first, and what each teaches.
import { drawLine, drawPlot, drawTruth, named, nameLines, verdict, widest } from "./guess-plot.js";
import { forgetGuess, forgetGuesses, guesses, watchGuesses } from "./guesses-kept.js";
import { element, keepDrawn } from "./parts.js";

/** @import { Render } from "./parts.js" */
/** @import { Curve } from "./guess-plot.js" */

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget", "guesses");
  const said = element("p", { class: "live-words", role: "status" });
  const list = element("ol", { class: "guesses-list" });
  const erase = element("button", { type: "button" });
  const tools = element("div", { class: "live-presets" }, erase);
  const rest = element("div", { class: "guesses-rest" });
  el.append(said, list, tools, rest);
  let sure = false;
  let width = 0;

  const redraw = (wide = width) => {
    width = wide;
    /** @type {Curve[]} */
    const curves = model.get("data");
    const kept = guesses();
    const heights = (/** @type {Curve} */ curve) => kept[curve.name]?.heights ?? [];
    const mine = curves.filter((curve) => heights(curve).length === curve.marks.length);
    const others = curves.filter((curve) => !mine.includes(curve));
    mine.sort((a, b) => widest(b, heights(b)).gap - widest(a, heights(a)).gap);
    said.textContent = mine.length
      ? `${mine.length} of ${curves.length} drawn${mine.length > 1 ? ", the widest gap first" : ""}.`
      : "You have drawn none of them yet.";
    list.replaceChildren(...mine.map((curve) => item(curve, heights(curve), width)));
    erase.textContent = sure ? "Erase them for good?" : "Erase all";
    tools.hidden = !mine.length;
    rest.replaceChildren(
      ...(others.length ? [element("p", {}, "Still to be drawn:")] : []),
      element("ul", {}, ...others.map((curve) => element("li", {}, title(curve)))),
    );
  };
  /** @param {Curve} curve @param {number[]} heights @param {number} width */
  const item = (curve, heights, width) => {
    const forget = element("button", { type: "button", "aria-label": `Forget: ${curve.title}` }, "Forget");
    forget.addEventListener("click", () => {
      forgetGuess(curve.name);
      redraw();
      el.querySelector("button")?.focus({ preventScroll: true });
    });
    const head = element("p", { class: "guesses-title" }, title(curve));
    const gap = element("p", { class: "guesses-gap" }, verdict(curve, heights));
    const words = element("div", {}, head, gap, element("p", {}, curve.lesson), forget);
    const picture = element("div", {}, small(curve, heights, Math.min(width, width >= 560 ? 310 : 420)));
    return element("li", {}, picture, words);
  };
  erase.addEventListener("click", () => {
    if (sure) forgetGuesses();
    sure = !sure;
    redraw();
  });
  erase.addEventListener("blur", () => {
    sure = false;
    erase.textContent = "Erase all";
  });
  const host = element("div", { class: "live-picture" });
  list.before(host);
  host.append(list);
  const undo = [keepDrawn(model, ["data"], host, (wide) => redraw(wide)), watchGuesses(() => redraw())];
  return () => undo.forEach((each) => each());
}

/** @param {Curve} curve */
function title(curve) {
  return curve.link ? element("a", { href: curve.link }, curve.title) : element("b", {}, curve.title);
}

/** @param {Curve} curve @param {number[]} heights @param {number} width */
function small(curve, heights, width) {
  const plot = drawPlot(curve, width, 220);
  plot.svg.attr("role", "img").attr("aria-label", `${curve.title}: ${curve.ylabel} over ${curve.xlabel}. ${verdict(curve, heights)}`);
  drawTruth(plot, curve, heights);
  drawLine(plot, { name: "yours", x: curve.marks, y: heights }, "raw");
  nameLines(plot, named(curve, heights, true));
  return /** @type {Node} */ (plot.svg.node());
}
