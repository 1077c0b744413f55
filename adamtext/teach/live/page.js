// In the published page: a placeholder becomes a live figure when it comes near, with no kernel.
import { element } from "./parts.js";

/** @import { Model, Render } from "./parts.js" */

/** @type {Map<string, HTMLElement[]>} */
const waiting = new Map(); // the placeholders of each figure whose script is on its way
const here = /** @type {HTMLScriptElement | null} */ (document.currentScript)?.src ?? "";

/**
 * What a figure asks of anywidget's model, kept in the page.
 * @param {Record<string, any>} state
 * @returns {Model}
 */
export function pageModel(state) {
  /** @type {Record<string, Set<() => void>>} */
  const watchers = {};
  return {
    get: (key) => state[key],
    set(key, value) {
      if (state[key] === value) return;
      state[key] = value;
      for (const watcher of watchers[`change:${key}`] ?? []) watcher();
    },
    on: (event, watcher) => (watchers[event] ??= new Set()).add(watcher),
    off: (event, watcher) => watchers[event]?.delete(watcher),
    save_changes() {},
  };
}

/**
 * Called by the script of each figure, at its end.
 * @param {string} figure
 * @param {Render} render
 */
function wake(figure, render) {
  for (const host of waiting.get(figure) ?? []) draw(host, render);
  waiting.set(figure, []);
  renders.set(figure, render);
}

/** @type {Map<string, Render>} */
const renders = new Map();

/** @param {HTMLElement} host @param {Render} render */
function draw(host, render) {
  const el = element("div");
  host.append(el);
  render({ model: pageModel(JSON.parse(host.dataset.state ?? "{}")), el });
  while (el.previousSibling) el.previousSibling.remove(); // the still picture, if nothing failed
}

/** @param {HTMLElement} host */
function come(host) {
  const figure = host.dataset.figure ?? "";
  const render = renders.get(figure);
  if (render) return draw(host, render);
  if (waiting.has(figure)) return waiting.get(figure)?.push(host);
  waiting.set(figure, [host]);
  const script = element("script", { src: new URL(`live-${figure}.js`, here).href });
  document.head.append(script);
}

/** @param {string} css */
export function upgrade(css) {
  const sheet = new CSSStyleSheet(); // a <style> the page's policy would forbid
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        come(/** @type {HTMLElement} */ (target));
      }
    },
    { rootMargin: "800px" },
  );
  for (const host of document.querySelectorAll(".live-figure[data-figure]")) watch.observe(host);
}
