// The ledger of claims: a search for words, a choice of sections, and other orders of its rows.
// Without it the table is whole, and its buttons still choose among verdicts, by style alone.
for (const ledger of document.querySelectorAll(".ledger")) {
  const body = ledger.querySelector("tbody");
  const rows = [...body.rows];
  const verdicts = [...ledger.querySelectorAll('input[name="verdict"]')];
  const text = new Map(rows.map((row) => [row, row.innerText.toLowerCase()]));

  /** Return a new element with these properties and children. */
  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const words = make("input", { type: "search", autocomplete: "off", spellcheck: false });
  const section = make("select", {}, new Option("all", ""));
  const named = new Set(rows.flatMap((row) => row.dataset.sections.split(" ")));
  const order = (name) => (name === "abstract" ? 0 : parseFloat(name.slice(1)));
  for (const name of [...named].sort((a, b) => order(a) - order(b)))
    section.append(new Option(name, name));
  const everything = make("button", { type: "button", innerText: "Show all" });
  const count = make("p", { role: "status" });
  const tools = make(
    "div",
    { className: "ledger-tools" },
    make("label", {}, "Words ", words),
    make("label", {}, "Section of the paper ", section),
    everything,
    count,
  );
  ledger.querySelector("fieldset").after(tools);

  /** Show the rows that have the verdict, the section (or one within it) and all of the words. */
  function filter() {
    const verdict = verdicts.find((button) => button.checked)?.value ?? "all";
    const wanted = words.value.toLowerCase().split(/\s+/);
    const place = section.value;
    let shown = 0;
    for (const row of rows) {
      const places = row.dataset.sections.split(" ");
      row.hidden = !(
        (verdict === "all" || row.dataset.verdict === verdict) &&
        (!place || places.some((each) => each === place || each.startsWith(`${place}.`))) &&
        wanted.every((word) => text.get(row).includes(word))
      );
      if (!row.hidden) shown += 1;
    }
    count.innerText = `${shown} of ${rows.length} claims`;
  }

  function clear() {
    words.value = section.value = "";
    for (const button of verdicts) button.checked = button.value === "all";
    filter();
  }

  words.addEventListener("input", filter);
  section.addEventListener("change", filter);
  for (const button of verdicts) button.addEventListener("change", filter);
  everything.addEventListener("click", () => {
    clear();
    words.focus();
  });

  // Orders: by words, by the paper's order, by verdict; a second press turns it round.
  const ranks = verdicts.map((button) => button.value);
  const place = new Map(rows.map((row, index) => [row, index]));
  const said = (row) => row.cells[0].innerText;
  const orders = [
    (a, b) => said(a).localeCompare(said(b), "en"),
    (a, b) => place.get(a) - place.get(b),
    (a, b) => ranks.indexOf(a.dataset.verdict) - ranks.indexOf(b.dataset.verdict),
  ];
  const heads = [...ledger.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const turned = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", turned ? "descending" : "ascending");
      const sign = turned ? -1 : 1;
      rows.sort((a, b) => sign * orders[column](a, b) || place.get(a) - place.get(b));
      body.append(...rows);
    });
  });
  heads[1].setAttribute("aria-sort", "ascending");

  /** Bring the claim of the page's address into view, whatever is filtered. */
  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = target?.closest(".ledger tbody tr");
    if (!row || !rows.includes(row)) return;
    if (row.hidden) clear();
    row.scrollIntoView();
  }

  filter();
  follow();
  addEventListener("hashchange", follow);
}
