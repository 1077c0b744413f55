// Cards are asked, graded, and asked again when they are due: in the page and in Jupyter.
import { DAY, due, forecast, GRADES, grade, parsed, written } from "./deck.js";
import { element } from "./parts.js";

const NAMES = { again: "Again", hard: "Hard", good: "Good", easy: "Easy" };
const MINUTE = 60_000;

const AHEAD = 14; // days of the forecast

/** A time to wait, in words. */
export function wait(milliseconds) {
  const count = (n, unit) => `${n} ${unit}${n === 1 ? "" : "s"}`;
  if (milliseconds < 90 * MINUTE) return count(Math.max(1, Math.round(milliseconds / MINUTE)), "minute");
  if (milliseconds < 1.5 * DAY) return count(Math.round(milliseconds / MINUTE / 60), "hour");
  if (milliseconds < 60 * DAY) return count(Math.round(milliseconds / DAY), "day");
  if (milliseconds < 730 * DAY) return count(Math.round(milliseconds / DAY / 30.44), "month");
  return count(Math.round(milliseconds / DAY / 365.25), "year");
}

function button(words, press, attributes = {}) {
  const node = element("button", { type: "button", ...attributes }, words);
  node.addEventListener("click", press);
  return node;
}

/** Buttons for the four grades; `done(how)` hears which. Keys 1 to 4 work inside of `scope`. */
function grades(store, id, scope, done) {
  const now = new Date();
  const node = element("div", { class: "card-grades", role: "group", "aria-label": "How well did you know it?" });
  GRADES.forEach((how, k) => {
    const next = grade(store.read()[id], how, now);
    const later = wait(Date.parse(next.due) - now);
    const press = () => done(how);
    node.append(button(NAMES[how], press, { "aria-keyshortcuts": k + 1, title: `Key ${k + 1}` }));
    node.lastChild.append(element("small", {}, `in ${later}`));
  });
  scope.onkeydown = (event) => {
    const how = GRADES[Number(event.key) - 1];
    if (!how || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select")) return;
    event.preventDefault();
    done(how);
  };
  return node;
}

function answered(store, id, how) {
  const now = new Date();
  const memory = grade(store.read()[id], how, now);
  store.write({ ...store.read(), [id]: memory });
  return wait(Date.parse(memory.due) - now);
}

/** A folded card in a chapter: once open, it can be graded. */
export function wake(card, store) {
  const id = card.dataset.card;
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
    const done = (how) => {
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

/** The page of reviews: what is due is asked, one card at a time. `cards` are {id, chapter, question, answer}. */
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
        bar.style.setProperty("--share", number / most);
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
    const card = cards.find((each) => each.id === id);
    const show = button("Show the answer", () => {
      const done = (how) => {
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

/** Export, import, erase. */
function tools(store, changed) {
  const said = element("p", { role: "status" }, store.warning);
  const file = element("input", { type: "file", accept: ".json,application/json", hidden: "" });
  file.addEventListener("change", async () => {
    try {
      const [chosen] = file.files;
      if (!chosen) return;
      const progress = parsed(await chosen.text());
      store.write({ ...store.read(), ...progress });
      said.textContent = `${Object.keys(progress).length} cards imported.`;
      changed();
    } catch (error) {
      said.textContent = `Nothing was imported. ${error.message}`;
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

/** Progress on this device, if the browser keeps anything for this page. */
export function pageStore(key = "adam-cards") {
  const watchers = new Set();
  const store = {
    warning: "",
    progress: Object.create(null),
    read: () => store.progress,
    write(progress) {
      store.progress = progress;
      try {
        localStorage.setItem(key, written(progress));
      } catch {
        store.warning = "This browser keeps nothing for this page: export your progress before you leave.";
      }
    },
    watch: (watcher) => watchers.add(watcher),
  };
  const load = (text) => {
    try {
      store.progress = text ? parsed(text) : Object.create(null);
    } catch (error) {
      try {
        localStorage.setItem(`${key}-damaged`, text);
      } catch {}
      store.warning = `What was kept here could not be read and was put aside. ${error.message}`;
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

/** In Jupyter: cards and progress come from Python, and progress goes back to it. */
export function renderReview({ model, el }) {
  const html = (text) => {
    const node = element("div");
    node.innerHTML = text; // the package's own cards, never the reader's file
    return node;
  };
  const cards = model.get("cards").map(({ id, chapter, question, answer }) => ({
    id, chapter, question: html(question), answer: html(answer),
  }));
  const watchers = new Set();
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
  const folded = [...document.querySelectorAll("details.card[data-card]")];
  if (!folded.length) return;
  const store = pageStore();
  const place = document.querySelector(".review");
  if (!place) return folded.forEach((card) => wake(card, store));
  const cards = folded.map((card) => ({
    id: card.dataset.card,
    chapter: card.dataset.chapter,
    question: card.querySelector("summary > *"),
    answer: card.querySelector(".card-answer"),
  }));
  sitting(place, cards, store);
}
