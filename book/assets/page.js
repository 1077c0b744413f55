// Repairs what the theme gets wrong for screen readers, keys, printers, and a book on disk.
{
  // From a disk no page may read another one, so search shows titles without their context.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // A button's name must contain the words in it, so let the words be the name.
  for (const element of document.querySelectorAll("summary, .search-button-field"))
    element.removeAttribute("aria-label");
  for (const button of document.querySelectorAll(".theme-switch-button"))
    button.setAttribute("aria-label", "Colour mode: Light, Dark or System Settings");

  // A list must hold items, a page nothing outside its regions.
  for (const element of document.querySelectorAll(".citation-list, .citation"))
    element.removeAttribute("role");
  const sidebar = document.getElementById("pst-primary-sidebar");
  sidebar?.setAttribute("role", "region");
  sidebar?.setAttribute("aria-label", "Book");

  // What scrolls must be reachable by key: formulas on a phone.
  addEventListener("load", async () => {
    await window.MathJax?.startup?.promise;
    for (const formula of document.querySelectorAll("div.math mjx-container"))
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  });

  // Paper is white.
  const page = document.documentElement.dataset;
  let theme;
  addEventListener("beforeprint", () => {
    theme = page.theme;
    page.theme = "light";
  });
  addEventListener("afterprint", () => {
    page.theme = theme;
  });
}
