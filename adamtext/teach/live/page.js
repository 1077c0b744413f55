// In the published page: every placeholder becomes a live figure, with no kernel behind it.
import { renderBetas } from "./betas.js";
import { element } from "./parts.js";
import { renderStream } from "./stream.js";

const FIGURES = { stream: renderStream, betas: renderBetas };

/** What a figure asks of anywidget's model, kept in the page. */
function pageModel(state) {
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

export function upgrade(css) {
  const hosts = document.querySelectorAll(".live-figure[data-figure]");
  if (!hosts.length) return;
  const sheet = new CSSStyleSheet(); // a <style> the page's policy would forbid
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  for (const host of hosts) {
    const el = element("div");
    host.append(el);
    FIGURES[host.dataset.figure]({ model: pageModel(JSON.parse(host.dataset.state)), el });
    for (const still of host.querySelectorAll("img")) still.remove(); // last, if nothing failed
  }
}
