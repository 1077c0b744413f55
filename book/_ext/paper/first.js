{
  const page = document.documentElement;
  let theme;
  try { theme = localStorage.getItem("theme"); } catch {}
  if (theme === "light" || theme === "dark") page.style.colorScheme = theme;
  else theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  page.dataset.theme = theme;
  const sheet = document.querySelector("link[rel=stylesheet]").href;
  const font = (name) => new URL(`fonts/${name}.woff2`, sheet).href;
  if (location.protocol === "file:") {
    const faces = [["Text", "text"], ["Text", "text-italic", "italic"], ["Text", "text-semibold", "normal", "600"]];
    faces.push(["Formula", "math"], ["Sans", "sans"], ["Sans", "sans-semibold", "normal", "600"], ["Mono", "mono"]);
    for (const [family, name, style = "normal", weight = "400"] of faces) {
      const face = new FontFace(family, `url(${font(name)})`, { style, weight, display: "block" });
      document.fonts.add(face);
      face.load().catch(() => 0);
    }
  } else {
    for (const name of ["text", "text-semibold", "math", "sans", "sans-semibold"]) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: font(name) });
      document.head.append(link);
    }
  }
}
