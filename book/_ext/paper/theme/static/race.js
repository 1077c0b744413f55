// The race on the title page: the same as book/_ext/paper/race.py, drawn again when something changes.
{
  const { valleyCost: cost, valleySlope: slope, MOVES, forgotten } = window.valley;
  const [UNIT, LEFT, TOP, GAP, STEPS] = [150, 430, 400, 26, 100];
  const svg = one(".race");
  const panel = one(".race-panel");
  const factor = one("input", panel);
  const said = one(".race-said");
  const grip = one(".start", svg);
  let start = [-2.1, 1.75];

  const numbers = {
    SGD: { alpha: 0.12 },
    momentum: { alpha: 0.05, beta1: 0.9 },
    Adam: { alpha: 0.1, beta1: 0.9, beta2: 0.999 },
  };

  /** Where a rule goes from the start, all slopes times `times`. */
  function path(name, times) {
    const kept = [forgotten(), forgotten()];
    const points = [start];
    for (let t = 1; t <= STEPS; t++) {
      const here = points.at(-1);
      const g = slope(here);
      points.push(here.map((z, i) => {
        const step = MOVES[name](times * g[i], kept[i], t, numbers[name]);
        return Math.max(-9, Math.min(9, z + step));
      }));
    }
    return points;
  }

  const tenth = (z) => Number(z.toFixed(1));
  const onScreen = ([x, y]) => [tenth(LEFT + UNIT * x), tenth(TOP - UNIT * y)];

  /** Draw the first steps of every path, or all of them. */
  function draw(steps = STEPS) {
    const times = 10 ** (factor.value / 10);
    const found = Object.keys(numbers).map((name) => [name, path(name, times)]);
    let least = -Infinity;
    const ends = found.map(([name, points]) => [name, onScreen(points[steps])]).sort((a, b) => a[1][1] - b[1][1]);
    for (const [name, [x, y]] of ends) {
      const group = one(`g.${name}`, svg);
      const height = Math.max(y, least);
      least = height + GAP;
      for (const [key, value] of [["cx", x], ["cy", y]]) one("circle", group).setAttribute(key, value);
      for (const [key, value] of [["x", tenth(x + 12)], ["y", tenth(height + 5)]]) one("text", group).setAttribute(key, value);
    }
    for (const [name, points] of found)
      one(`g.${name} path`, svg).setAttribute("d", `M${points.slice(0, steps + 1).map(onScreen).join("L")}`);
    const [x, y] = onScreen(start);
    grip.setAttribute("transform", `translate(${x} ${y})`);
    grip.setAttribute("aria-valuenow", start[0].toFixed(1));
    grip.setAttribute("aria-valuetext", `${start[0].toFixed(1)} to the right, ${start[1].toFixed(1)} up`);
    const words = `times ${Number(times.toPrecision(2))}`;
    one("output", panel).textContent = words;
    factor.setAttribute("aria-valuetext", words);
    const costs = found.map(([name, points]) => `${name} ${cost(points[steps]).toFixed(2)}`).join(", ");
    said.textContent = `Cost at the start ${cost(start).toFixed(2)}; after ${steps} steps ${costs}.`;
  }

  function move(x, y) {
    stop();
    start = [Math.max(-2.7, Math.min(2.7, x)), Math.max(-0.9, Math.min(2.5, y))];
    draw();
  }

  let running;
  const stop = () => cancelAnimationFrame(running);
  one("button", panel).addEventListener("click", () => {
    stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) { draw(); return; }
    const began = performance.now();
    const frame = (now) => {
      const steps = Math.min(STEPS, Math.max(0, Math.floor((now - began) / 35)));
      draw(steps);
      if (steps < STEPS) running = requestAnimationFrame(frame);
    };
    running = requestAnimationFrame(frame);
  });
  factor.addEventListener("input", () => { stop(); draw(); });

  const attributes = { tabindex: 0, role: "slider", "aria-label": "Start of the race", "aria-valuemin": -2.7, "aria-valuemax": 2.7 };
  for (const [key, value] of Object.entries(attributes)) grip.setAttribute(key, value);
  one("text", grip).textContent = "start: move me";
  grip.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (!step) return;
    event.preventDefault();
    move(start[0] + step[0], start[1] + step[1]);
  });
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    event.preventDefault();
    grip.focus();
  });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    move((x - LEFT) / UNIT, (TOP - y) / UNIT);
  });
  for (const [key, value] of [["now", start[0].toFixed(1)], ["text", `${start[0].toFixed(1)} to the right, ${start[1].toFixed(1)} up`]])
    grip.setAttribute(`aria-value${key}`, value);
}
