// Cards are asked, graded, and asked again when they are due: in the page and in Jupyter.
import { DAY, due, forecast, GRADES, grade, parsed, written } from "./deck.js";
import { element } from "./parts.js";

/** @typedef {import("./deck.js").Grade} Grade */
/** @typedef {import("./deck.js").Progress} Progress */
/** @typedef {{ id: string, chapter: string, question: HTMLElement, answer: HTMLElement }} Card */
/**
 * Where progress is kept; `watch` hears of what was written elsewhere.
 * @typedef {object} Store
 * @property {string} warning
 * @property {() => Progress} read
 * @property {(progress: Progress) => void} write
 * @property {(watcher: () => void) => void} watch
 */

const NAMES = { again: "Again", hard: "Hard", good: "Good", easy: "Easy" };
const MINUTE = 60_000;

const AHEAD = 14; // days of the forecast

/**
 * A time to wait, in words.
 * @param {number} milliseconds
 */
export function wait(milliseconds) {
  const count = (/** @type {number} */ n, /** @type {string} */ unit) => `${n} ${unit}${n === 1 ? "" : "s"}`;
  if (milliseconds < 90 * MINUTE) return count(Math.max(1, Math.round(milliseconds / MINUTE)), "minute");
  if (milliseconds < 1.5 * DAY) return count(Math.round(milliseconds / MINUTE / 60), "hour");
  if (milliseconds < 60 * DAY) return count(Math.round(milliseconds / DAY), "day");
  if (milliseconds < 730 * DAY) return count(Math.round(milliseconds / DAY / 30.44), "month");
  return count(Math.round(milliseconds / DAY / 365.25), "year");
}

/**
 * @param {string} words
 * @param {() => void} press
 * @param {Record<string, any>} attributes
 */
function button(words, press, attributes = {}) {
  const node = element("button", { type: "button", ...attributes }, words);
  node.addEventListener("click", press);
  return node;
}

/**
 * Buttons for the four grades; `done(how)` hears which. Keys 1 to 4 work inside of `scope`.
 * @param {Store} store
 * @param {string} id
 * @param {HTMLElement} scope
 * @param {(how: Grade) => void} done
 */
function grades(store, id, scope, done) {
  const now = new Date();
  const node = element("div", { class: "card-grades", role: "group", "aria-label": "How well did you know it?" });
  GRADES.forEach((how, k) => {
    const next = grade(store.read()[id], how, now);
    const later = wait(Date.parse(next.due) - now.getTime());
    const key = { "aria-keyshortcuts": k + 1, title: `Key ${k + 1}` };
    const press = button(NAMES[how], () => done(how), key);
    press.append(element("small", {}, `in ${later}`));
    node.append(press);
  });
  scope.onkeydown = (event) => {
    const how = GRADES[Number(event.key) - 1];
    const typed = event.target instanceof Element && event.target.matches("input, select");
    if (!how || event.ctrlKey || event.metaKey || event.altKey || typed) return;
    event.preventDefault();
    done(how);
  };
  return node;
}

/**
 * Keep an answer; return how long the card now waits, in words.
 * @param {Store} store
 * @param {string} id
 * @param {Grade} how
 */
function answered(store, id, how) {
  const now = new Date();
  const memory = grade(store.read()[id], how, now);
  store.write({ ...store.read(), [id]: memory });
  return wait(Date.parse(memory.due) - now.getTime());
}

/**
 * A folded card in a chapter: once open, it can be graded.
 * @param {HTMLDetailsElement} card
 * @param {Store} store
 */
export function wake(card, store) {
  const { card: id = "" } = card.dataset;
  const when = element("p", { class: "card-when", role: "status" });
  const foot = element("div", { class: "card-foot" });
  card.append(foot);
  const tell = () => {
    const memory = store.read()[id];
    const left = memory ? Date.parse(memory.due) - Date.now() : 0;
    when.textContent = !memory ? "" : left > 0 ? `Asked again in ${wait(left)}.` : "Due again.";
    card.classList.toggle("known", left > 0);
  };
  const ask = () => {
    tell();
    const done = (/** @type {Grade} */ how) => {
      answered(store, id, how);
      card.onkeydown = null;
      foot.replaceChildren(when);
      tell();
    };
    foot.replaceChildren(grades(store, id, card, done), when);
  };
  card.addEventListener("toggle", () => (card.open ? ask() : (card.onkeydown = null)));
  tell();
}

/**
 * The page of reviews: what is due is asked, one card at a time.
 * @param {HTMLElement} host
 * @param {Card[]} cards
 * @param {Store} store
 */
export function sitting(host, cards, store) {
  const state = element("p", { class: "review-state", role: "status" });
  const stage = element("div", { class: "review-stage", tabindex: -1 });
  const ahead = element("ol", { class: "review-forecast", "aria-label": "Cards that come due, day by day" });
  const chapters = [...new Set(cards.map((card) => card.chapter))].sort();
  const chosen = element("select", {}, element("option", { value: "" }, "all chapters"));
  for (const each of chapters) chosen.append(element("option", { value: each }, `chapter ${each}`));
  const label = element("label", {}, "Ask about ", chosen);
  const queue = () => {
    const ids = cards.filter((card) => !chosen.value || card.chapter === chosen.value).map((card) => card.id);
    return { ids, next: due(ids, store.read(), new Date()) };
  };

  function count() {
    const { ids, next } = queue();
    const fresh = next.filter((id) => !(id in store.read())).length;
    state.textContent = `${next.length - fresh} due, ${fresh} new, of ${ids.length} cards.`;
    const days = forecast(ids, store.read(), new Date(), AHEAD);
    const most = Math.max(1, ...days);
    ahead.replaceChildren(
      ...days.map((number, day) => {
        const date = new Date(Date.now() + day * DAY);
        const name = day ? date.toLocaleDateString("en", { day: "numeric", month: "short" }) : "today";
        const bar = element("span", { class: "share", "aria-hidden": true });
        bar.style.setProperty("--share", String(number / most));
        return element("li", {}, bar, element("span", {}, `${number}`), element("small", {}, name));
      }),
    );
  }

  function idle() {
    count();
    const { next } = queue();
    const start = button(next.length ? "Ask me" : "Nothing is due", ask);
    start.disabled = !next.length;
    stage.onkeydown = null;
    stage.replaceChildren(start);
  }

  function ask() {
    const [id] = queue().next;
    if (!id) return idle();
    const card = /** @type {Card} */ (cards.find((each) => each.id === id));
    const show = button("Show the answer", () => {
      const done = (/** @type {Grade} */ how) => {
        answered(store, id, how);
        count();
        ask();
        stage.focus({ preventScroll: true });
      };
      show.replaceWith(element("div", { class: "review-answer" }, card.answer.cloneNode(true)));
      end.before(grades(store, id, stage, done));
      stage.focus({ preventScroll: true });
    });
    const end = button("End", idle, { class: "review-end" });
    const question = element("div", { class: "card-question" }, card.question.cloneNode(true));
    stage.onkeydown = null;
    stage.replaceChildren(element("small", {}, `Chapter ${card.chapter}`), question, show, end);
    show.focus({ preventScroll: true });
  }

  chosen.addEventListener("change", idle);
  store.watch(() => (stage.querySelector(".card-question") ? count() : idle()));
  host.replaceChildren(label, state, stage, ahead, tools(store, idle));
  idle();
}

/**
 * Export, import, erase.
 * @param {Store} store
 * @param {() => void} changed
 */
function tools(store, changed) {
  const said = element("p", { role: "status" }, store.warning);
  const file = element("input", { type: "file", accept: ".json,application/json", hidden: "" });
  file.addEventListener("change", async () => {
    try {
      const [chosen] = file.files ?? [];
      if (!chosen) return;
      const progress = parsed(await chosen.text());
      store.write({ ...store.read(), ...progress });
      said.textContent = `${Object.keys(progress).length} cards imported.`;
      changed();
    } catch (error) {
      said.textContent = `Nothing was imported. ${/** @type {Error} */ (error).message}`;
    } finally {
      file.value = "";
    }
  });
  const save = button("Export progress", () => {
    const address = URL.createObjectURL(new Blob([written(store.read())], { type: "application/json" }));
    const link = element("a", { href: address, download: "adam-cards.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  const erase = button("Erase progress", () => {
    if (erase.dataset.sure) {
      store.write(Object.create(null));
      said.textContent = "All progress is erased.";
      changed();
    }
    const sure = !erase.dataset.sure;
    erase.textContent = sure ? "Erase it for good?" : "Erase progress";
    if (sure) erase.dataset.sure = "yes";
    else delete erase.dataset.sure;
  });
  erase.addEventListener("blur", () => {
    delete erase.dataset.sure;
    erase.textContent = "Erase progress";
  });
  return element("div", { class: "review-tools" }, save, button("Import progress", () => file.click()), erase, file, said);
}

/**
 * Progress on this device, if the browser keeps anything for this page.
 * @returns {Store}
 */
export function pageStore(key = "adam-cards") {
  /** @type {Set<() => void>} */
  const watchers = new Set();
  /** @type {Progress} */
  let kept = Object.create(null);
  /** @type {Store} */
  const store = {
    warning: "",
    read: () => kept,
    write(progress) {
      kept = progress;
      try {
        localStorage.setItem(key, written(progress));
      } catch {
        store.warning = "This browser keeps nothing for this page: export your progress before you leave.";
      }
    },
    watch: (watcher) => watchers.add(watcher),
  };
  const load = (/** @type {string | null} */ text) => {
    try {
      kept = text ? parsed(text) : Object.create(null);
    } catch (error) {
      try {
        localStorage.setItem(`${key}-damaged`, text ?? "");
      } catch {}
      store.warning = `What was kept here could not be read and was put aside. ${/** @type {Error} */ (error).message}`;
    }
  };
  try {
    load(localStorage.getItem(key));
  } catch {
    store.warning = "This browser keeps nothing for this page: export your progress before you leave.";
  }
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    load(event.newValue);
    for (const watcher of watchers) watcher();
  });
  return store;
}

/**
 * In Jupyter: cards and progress come from Python, and progress goes back to it.
 * @type {import("./parts.js").Render}
 */
export function renderReview({ model, el }) {
  const html = (/** @type {string} */ text) => {
    const node = element("div");
    node.innerHTML = text; // the package's own cards, never the reader's file
    return node;
  };
  /** @type {Record<keyof Card, string>[]} */
  const asked = model.get("cards");
  const cards = asked.map(({ id, chapter, question, answer }) => ({
    id, chapter, question: html(question), answer: html(answer),
  }));
  /** @type {Set<() => void>} */
  const watchers = new Set();
  /** @type {Store} */
  const store = {
    warning: "",
    read: () => parsed(model.get("progress")),
    write(progress) {
      model.set("progress", written(progress));
      model.save_changes();
    },
    watch: (watcher) => watchers.add(watcher),
  };
  const changed = () => watchers.forEach((watcher) => watcher());
  model.on("change:progress", changed);
  el.classList.add("review");
  sitting(el, cards, store);
  return () => model.off("change:progress", changed);
}

/** In the page: every folded card, and the place of reviews where there is one. */
export function upgradeCards() {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const found = document.querySelectorAll("details.card[data-card]");
  const folded = [...found];
  if (!folded.length) return;
  const store = pageStore();
  /** @type {HTMLElement | null} */
  const place = document.querySelector(".review");
  if (!place) return folded.forEach((card) => wake(card, store));
  const cards = folded.map((card) => ({
    id: card.dataset.card ?? "",
    chapter: card.dataset.chapter ?? "",
    question: /** @type {HTMLElement} */ (card.querySelector("summary > *")),
    answer: /** @type {HTMLElement} */ (card.querySelector(".card-answer")),
  }));
  sitting(place, cards, store);
}
