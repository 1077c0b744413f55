"""Live figures under a reader's hands: what controls do, what is said, how fast it is drawn."""

import statistics

import live_page
import numpy as np
import pytest
from browser import Phone, visits

from adamtext import adam, run
from adamtext.averages import bias_correction
from adamtext.bounds import step_bound
from adamtext.teach.live import (
    FIGURES,
    Game,
    Norms,
    OneWeight,
    Race,
    Reality,
    Resume,
    Sheet,
    Weightings,
    WhoWins,
    norms,
    reality,
    resume,
    sheet,
    who_wins,
)
from adamtext.teach.live import game as games
from adamtext.teach.live import race as races
from adamtext.teach.mistakes import MISTAKES

MOST = 5  # times the reference
OPEN = {"guess", "guesses", "sheet"}  # what has no slider


@pytest.fixture
def visit(browser, tmp_path):
    """Open a page with one figure; afterwards nothing may have failed or come from elsewhere."""
    with visits(browser) as visit:

        def opened(figure, **settings):
            page = live_page.write(tmp_path, figure.figure, figure)
            tab = visit(page.as_uri(), **settings)
            tab.locator(".live-picture svg").first.wait_for()
            return tab

        yield opened


def words(tab):
    return tab.locator(".live-words, .live-facts").inner_text().replace("\xa0", " ")


# One weight


def told(tab):
    """Return the results of the lines, as text."""
    return [
        result.replace("−", "-") for result in tab.locator(".live-sums strong").all_inner_texts()
    ]


def three(x):
    return f"{x:.3g}"


def test_one_weight_says_what_adam_does(visit):
    stream = [0.5, -2.0, 0.25, 1.5, 4.0, -0.125]
    tab = visit(OneWeight(gradients=stream, t=1, beta1=0.8, beta2=0.95))
    ran = run(
        adam(1.0, 0.8, 0.95, eps=0.0), lambda theta, t: np.array(stream[t - 1 : t]), np.zeros(1), 6
    )
    tab.locator(".weight-point").focus()
    for k in range(6):
        m, v, t = ran.state.m[k, 0], ran.state.v[k, 0], k + 1
        hats = m / (1 - 0.8**t), np.sqrt(v / (1 - 0.95**t))
        step = ran.theta[k + 1, 0] - ran.theta[k, 0]
        assert told(tab) == [*map(three, (m, v, *hats)), f"{three(step)} α"]
        tab.keyboard.press("ArrowRight")
    assert tab.locator(".weight-point").get_attribute("aria-label") == "Gradient of step 6"


def test_a_gradient_goes_up_and_down(visit):
    tab = visit(OneWeight(gradients=[1.0, 1.0, 1.0], t=2))
    point = tab.locator(".weight-point")
    assert told(tab)[-1] == "-1 α"
    point.focus()
    tab.keyboard.press("ArrowDown")
    by_key = point.get_attribute("aria-valuetext")
    assert float(by_key) < 1
    assert told(tab)[-1] != "-1 α"
    box = tab.locator(".weight-point .live-dot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x, y + 60, steps=4)
    tab.mouse.up()
    assert float(point.get_attribute("aria-valuetext").replace("−", "-")) < 0.5
    assert point.get_attribute("aria-label") == "Gradient of step 2"
    tab.get_by_role("button", name="as measured").click()
    assert told(tab)[-1] == "-1 α"


def test_a_tap_chooses_the_step(visit):
    tab = visit(OneWeight(), has_touch=True, viewport={"width": 390, "height": 800})
    box = tab.locator(".weight-plane").bounding_box()
    tab.touchscreen.tap(box["x"] + box["width"] - 12, box["y"] + 270)
    assert tab.locator(".weight-point").get_attribute("aria-label") == "Gradient of step 24"


# The norms


def test_norms_say_what_divides(visit):
    g = [3.0, -4.0, 1.0, 0.5]
    tab = visit(Norms(gradients=g, t=2, beta2=0.5))
    m_hat = (0.9 * 0.1 * 3 - 0.1 * 4) / (1 - 0.9**2)
    for name, inverse in {
        "p = 1": 1,
        "p = 2: Adam": 0.5,
        "p = 8": 0.125,
        "p = ∞: AdaMax": 0,
    }.items():
        tab.get_by_role("button", name=name).click()
        size = norms.denominators(g, inverse, 0.5)[1]
        said = words(tab).replace("−", "-")
        assert f" {three(size)}, and the step is {three(-m_hat / size)} α." in said
    assert said.startswith("Remembered 1.5, new 4: the larger is 4,")
    power = tab.locator("[data-key=inverse]")
    assert power.get_attribute("aria-valuetext") == "∞"
    power.press("ArrowLeft")
    assert power.get_attribute("aria-valuetext") == "119"


def test_a_tap_on_the_past_chooses_the_step(visit):
    tab = visit(Norms(), has_touch=True, viewport={"width": 390, "height": 800})
    before = words(tab)
    sheet = tab.locator(".norms-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    tab.touchscreen.tap(box["x"] + box["width"] - 3, box["y"] + 100)
    assert tab.locator("[data-key=t]").input_value() == "40"
    assert words(tab) != before


# The game


def signed(x):
    return f"{x:+.3g}"


def test_the_game_says_what_adamtext_says(visit):
    tab = visit(Game())
    for name, case in {
        "Adam loses": (3, 0.0, 0.1, 0.5, 0.0),
        "with momentum": (3, 0.9, 0.1, 0.5, 0.0),
        "with a longer memory": (3, 0.0, 0.9, 0.5, 0.0),
        "the defaults, n = 101": (101, 0.9, 0.999, 0.5, 0.0),
    }.items():
        tab.get_by_role("button", name=name, exact=True).click()
        drift = games.period(*case[:3])[-1]
        x, paid = games.play(*case)
        side = "+1, the worst point" if drift > 0 else "-1, the best point"
        said = words(tab).replace("−", "-")
        assert f"a period leads by {signed(drift)} α, towards {side}." in said
        assert f"After {100 * case[0]} rounds Adam stands at {signed(x[-1])};" in said
        assert f"its regret is {float(signed(paid[-1])):+g}, " in said
        assert f"the worst player’s {200 * case[0]}." in said


# The weightings


def test_the_weightings_say_what_bounds_a_step(visit):
    tab = visit(Weightings(t=7))
    for name, betas in {
        "closer": (0.9, 0.95),
        "the defaults": (0.9, 0.999),
        "β₁ above β₂": (0.9, 0.8),
        "β₁ = 0": (0.0, 0.999),
    }.items():
        tab.get_by_role("button", name=name, exact=True).click()
        said, titles = words(tab), tab.locator(".live-title").all_text_contents()
        bound, later = step_bound(*betas, 7), step_bound(*betas)
        newest = [100 * (1 - beta) / bias_correction(beta, 7) for beta in betas]
        shares = f"{three(newest[0])} % of the mean and {three(newest[1])} % of the mean of squares"
        assert shares in said
        assert f"So step 7 can be {bound:.4g} α long, and no longer" in said
        assert f"sum {bound**2:.4g}, the square of {bound:.4g}" in titles[-1]
        if later == np.inf:
            assert said.endswith("Later steps have no bound.")
        else:
            assert said.endswith(f"No later step can exceed {later:.4g} α.")
        if betas[0]:
            assert f"each {three(betas[1] / betas[0])} times the one before" in said
    assert "silence and one gradient at the end" in said
    tab.get_by_role("button", name="equal").click()
    assert "the step cannot be longer than 1 α" in words(tab)
    assert tab.locator(".weightings-term").get_attribute("d").count("M") == 7


# The race


def costs(tab):
    ends = words(tab).split("steps ")[1].split(". By")[0]
    return [end.split(" ")[-1] for end in ends.split(", ")]


def test_the_race_says_what_adamtext_says(visit):
    tab = visit(Race())
    for name, traits in {
        "a short memory": {"beta2": 0.9},
        "noise": {"noise": 0.6},
        "another start": {"x": -2.4, "y": -0.6},
        "quiet": {},
    }.items():
        tab.get_by_role("button", name=name, exact=True).click()
        race = Race(**traits)
        ran, said = race.runs(), words(tab)
        for each, found in zip(ran.values(), costs(tab), strict=True):
            wanted = races.cost(each.theta[-1])
            if wanted >= 1e-3:
                assert found == three(wanted)
        right, up = races.sizes(ran, race.beta2)["Adam"][-1]
        assert f"divides by {three(right)} in x and by {three(up)} in y." in said
        assert f"Cost at the start {three(races.cost((race.x, race.y)))};" in said


def test_the_start_goes_where_it_is_brought(visit):
    tab = visit(Race())
    start, before = tab.locator(".valley-start"), words(tab)
    start.focus()
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowUp")
    assert start.get_attribute("aria-valuetext") == "x -2.2, y 1.85"
    assert words(tab) != before
    box = tab.locator(".valley-start .live-dot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 90, y + 60, steps=4)
    tab.mouse.up()
    now = start.get_attribute("aria-valuetext")
    tab.mouse.move(x + 200, y)
    assert start.get_attribute("aria-valuetext") == now != "x -2.2, y 1.85"  # let go
    tab.locator(".valley-sheet").click(position={"x": 300, "y": 60})
    assert start.get_attribute("aria-valuetext") != now


def test_a_tap_moves_the_start(visit):
    tab = visit(Race(), has_touch=True, is_mobile=True, viewport={"width": 390, "height": 600})
    plane = tab.locator(".valley-sheet")
    plane.scroll_into_view_if_needed()
    before = words(tab)
    plane.tap(position={"x": 300, "y": 40})
    assert words(tab) != before
    text = tab.locator(".valley-start").get_attribute("aria-valuetext")
    assert float(text[2:].split(",")[0]) > 1


# The sheet


def paste(tab, text):
    tab.locator("textarea").fill(text)
    return words(tab).replace("−", "-")


def test_the_sheet_names_what_is_pasted(visit):
    tab = visit(Sheet())
    assert words(tab).startswith("Nothing is pasted yet: the sheet takes 20, ")
    right = sheet.weights(adam)
    said = paste(tab, "\n".join(f"{x:.6f} {y:.6f}" for x, y in right))
    assert said.startswith("Adam, as far as ten steps of one array can show.")
    assert "shared_t" in said
    said = paste(tab, repr(sheet.weights(MISTAKES["betas_swapped"].rule)))
    assert said.startswith(f"betas_swapped. {MISTAKES['betas_swapped'].symptom} The line: ")
    said = paste(tab, str(sheet.weights(MISTAKES["t_stuck"].rule).tolist()))
    assert "t_stuck." in said
    assert "correction_without_power." in said
    assert said.endswith("The sheet cannot tell these from each other.")
    wrong = right.copy()
    wrong[4:, 0] += 0.01
    said = paste(tab, repr(wrong))
    assert said.startswith(f"None of the {len(sheet.known())} rules that this page knows.")
    here, there = (f"{theta[4, 0]:.6f}" for theta in (wrong, right))
    assert f"It leaves Adam at step 5, weight 1: {here}, where Adam has {there}." in said
    said = paste(tab, "\n".join(f"{x:.4f} {y:.4f}" for x, y in right))
    assert said.endswith("But fewer than six decimals are too few to tell.")
    assert paste(tab, "1 2 3").startswith("3 numbers so far:")


# The resume


@pytest.mark.parametrize("lost", resume.LOST)
def test_a_resume_says_how_long_its_steps_are(visit, lost):
    tab = visit(Resume())
    tab.locator("[data-key=lost]").select_option(lost)
    usual, steps = (resume.after_loss(each, "signs", 10_000, 0.9, 0.999) for each in ("", lost))
    said = words(tab)
    if not lost:
        assert said == f"Nothing is lost, and the step goes on as before: {three(usual[0])} α."
        return
    first = f"Lost: {resume.LOST[lost]}. The first step is {three(steps[0])} α long"
    assert said.startswith(f"{first}, root mean square, instead of {three(usual[0])} α")
    ratio = steps / usual
    if ratio.max() > 1.1:
        assert f"up to {three(ratio.max())} times" in said
    if ratio.min() < 0.9:
        assert f"down to {three(ratio.min())} times" in said
    last = np.flatnonzero(abs(ratio - 1) > 0.1)[-1] + 1
    assert (f"up to step {last}." if last < 1000 else "still at step 1000.") in said


# Who wins


def expected(runs, tuned, judged, seed):
    """Return what is said of a field."""
    here = who_wins.look(runs, tuned, judged, seed)
    first, second, *_ = here.order
    alphas = ", ".join(f"{here.alphas[name]:.3g} for {name}" for name in here.order)
    ratio, low, high = map(three, here.behind[:3])
    seeds, over = f"5 seeds: {low} to {high}", f"by a factor of {ratio} over {second}"
    long = f"{tuned} pass{'' if tuned == 1 else 'es'}"
    when = f"Tuned over {long} (α = {alphas}), judged after {judged}"
    if tuned == judged:
        when = f"Tuned (α = {alphas}) and judged over {long}, as it should be"
    if here.sure:
        return f"{when}: {first} wins, {over} ({seeds})."
    return f"{when}: undecided. {first} is ahead {over}, and its interval includes 1 ({seeds})."


def test_a_field_says_who_wins(visit):
    figure = WhoWins(tuned=1, judged=1)
    tab = visit(figure)
    mark = tab.locator(".who-mark")
    mark.focus()
    row, column = 0, 0
    for key, up, right in [("ArrowRight", 0, 1), ("ArrowUp", 1, 0)] * 6 + [("ArrowDown", -1, 0)]:
        tuned, judged = (figure.horizons[k] for k in (row, column))
        assert words(tab).startswith(expected(figure.runs, tuned, judged, 0))
        assert mark.get_attribute("aria-valuetext").endswith(f", judged after {judged}")
        tab.keyboard.press(key)
        row, column = row + up, column + right
    assert tab.evaluate("document.activeElement.getAttribute('class')") == "who-mark"
    tab.locator("[data-key=seed]").press("ArrowRight")
    tuned, judged = (figure.horizons[k] for k in (row, column))
    assert words(tab).startswith(expected(figure.runs, tuned, judged, 1))


def test_the_fields_are_counted(visit):
    figure = WhoWins()
    looks = [
        who_wins.look(figure.runs, tuned, judged, 0)
        for tuned in figure.horizons
        for judged in figure.horizons
    ]
    counts = []
    for name in sorted(figure.runs):
        own = [look.sure for look in looks if look.order[0] == name]
        counts.append(f"{name} {len(own)} ({sum(own)} for sure)")
    assert words(visit(figure)).endswith(f"Of the 64 fields each wins: {', '.join(counts)}.")


def field(tab, column, row):
    """Return the middle of a field in the page."""
    first = tab.locator(".who-frame").bounding_box()  # at field 0, 0
    size = first["width"] - 3  # and its line
    return first["x"] + size * (column + 0.5), first["y"] + size * (0.5 - row)


def test_fields_are_chosen_by_mouse_and_finger(visit):
    tab = visit(WhoWins(tuned=1, judged=1))
    end = field(tab, 5, 3)
    tab.mouse.move(*field(tab, 1, 1))
    tab.mouse.down()
    assert words(tab).startswith("Tuned (")
    tab.mouse.move(*end, steps=4)
    tab.mouse.up()
    assert words(tab).startswith("Tuned over 5 passes")
    assert ", judged after 13:" in words(tab)
    tab.keyboard.press("ArrowLeft")
    assert ", judged after 8:" in words(tab)

    tab = visit(WhoWins(tuned=1, judged=1), has_touch=True, viewport={"width": 390, "height": 900})
    tab.touchscreen.tap(*field(tab, 4, 0))
    assert words(tab).startswith("Tuned over 1 pass (")
    assert ", judged after 8:" in words(tab)


# Overshoot and reality


def decimal(x):
    return np.format_float_positional(float(three(x)), trim="-")


def cost_words(run, beta1, beta2, alpha):
    """Return what is said of a setting."""
    about, here = reality.data()["runs"][run], reality.setting(run, beta1, beta2, alpha)
    plain = [a and decimal(a) for a in here.alphas]
    said = f"Without correction steps are up to {three(here.peak)} times as long, at t = {here.at}."
    said += f" At α = {plain[0] or plain[1]}"
    if not alpha:
        said = said.rpartition(" At")[0]
        said += f" Each at its best α, {plain[0]} with and {plain[1]} without"
    if None in here.alphas:
        return f"{said} it was run {'with' if plain[0] else 'without'} correction only."
    said += f", the longest is {decimal(here.longest)}"
    if here.longest > 1.001 * about["limit"]:
        said += f", and no run survived more than {three(about['limit'])}"
    n = len(here.seeds)
    if any(here.failed):
        of = f"{here.failed[0] or 'none'} of {n} run{'s' if n > 1 else ''} with correction"
        return f"{said}. What failed: {of}, {here.failed[1] or 'none'} without."
    loss = here.loss.words if n > 1 else here.loss.words.partition(" (")[0]
    said += f". End value beside that with correction: {loss}, {n} seed{'s' if n > 1 else ''}"
    if n == 1:
        return f"{said}, which decides nothing."
    lag = here.alphas[0] / here.late
    short = f" Its last step is {three(lag)} times shorter." if lag > 1.05 else ""
    if here.loss.beaten:
        return f"{said}. That is what it cost.{short}"
    return f"{said}. {'It cost nothing.' if here.loss.beats else 'A cost does not show.'}{short}"


@pytest.mark.parametrize("run", reality.RUNS)
def test_a_setting_says_what_it_cost(visit, run):
    tab = visit(Reality(run=run, beta1=0.0, beta2=0.99))
    size = tab.locator("[data-key=alpha]")
    for k, beta1 in enumerate(reality.BETA1):
        for j, beta2 in enumerate(reality.BETA2):
            for key, to in (("beta1", k), ("beta2", j), ("alpha", 0)):
                tab.locator(f"[data-key={key}]").fill(str(to))
            known = {row[0] for grid in reality.grids(run, beta1, beta2) for row in grid}
            assert size.get_attribute("max") == str(len(known))
            for alpha in (0, *sorted(known)):
                said = words(tab).replace("−", "-")
                assert said == cost_words(run, beta1, beta2, alpha)
                size.press("ArrowRight")


def test_a_step_size_is_chosen_by_mouse_and_finger(visit):
    tab = visit(Reality(), viewport={"width": 620, "height": 800})
    box = tab.locator(".reality-grip").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 120, y, steps=5)
    tab.mouse.up()
    assert words(tab).split(". ")[1].startswith("At α = 0.000316, the longest is 0.00208")
    tab.get_by_role("button", name="each at its best α").click()
    assert "Each at its best" in words(tab)
    touch = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 700}}
    tab = visit(Reality(), **touch)
    tab.evaluate("document.body.style.paddingBottom = '2000px'")
    box = tab.locator(".reality-grip").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = tab.context.new_cdp_session(tab)
    for k in range(8):
        spot = {"type": "touchMove" if k else "touchStart"}
        spot["touchPoints"] = [{"x": x - 20 * k, "y": y - 9 * k}]
        hand.send("Input.dispatchTouchEvent", spot)
        tab.wait_for_timeout(30)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert tab.evaluate("scrollY") == 0
    assert "At α = 0.000316, the longest is 0.00208." in words(tab)


# How fast

DRAWN = """async slider => {
  const [low, high] = [Number(slider.min), Number(slider.max)];
  for (const share of [0.5, 0, 0.6, 0.2, 0.8, 0.4, 1, 0.3, 0.9, 0.1]) {
    slider.value = low + (high - low) * share;
    slider.dispatchEvent(new Event("input"));
    await null;  // a figure draws when all changes of its traits are in
    document.body.offsetHeight;
  }
}"""


@pytest.mark.parametrize("name", sorted(set(FIGURES) - OPEN))
def test_a_slow_phone_draws_without_a_halt(visit, name):
    """Beside a fixed amount of work in the same page: how fast the machine is does not matter."""
    tab = visit(FIGURES[name](), viewport={"width": 390, "height": 800})
    phone = Phone(tab)
    units, times = [phone.reference(), phone.reference()], {}
    for slider in tab.locator(".live-controls input").all():
        slider.evaluate(DRAWN)
        cost = phone.cost(lambda slider=slider: slider.evaluate(DRAWN), 10)
        times[slider.get_attribute("data-key")] = round(cost, 1)
        units.append(phone.reference())
    usual = statistics.median(units)
    print(f"{name}: milliseconds a drawing over the range of each slider, {times}", end="")
    print(f"; of the reference, {usual:.1f}")
    assert statistics.median(times.values()) < MOST * usual


CUT = """(figure) => [...figure.querySelectorAll("svg")].flatMap((svg) => {
  const whole = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const { left, right, top, bottom, width } = text.getBoundingClientRect();
    const across = left < whole.left - 0.5 || right > whole.right + 0.5;
    return width && (across || top < whole.top - 2 || bottom > whole.bottom + 2);
  }).map((text) => text.textContent);
})"""


@pytest.mark.parametrize("width", [296, 600])
@pytest.mark.parametrize("name", sorted(set(FIGURES) - OPEN))
def test_no_word_is_cut_off(visit, name, width):
    """At both ends of every slider."""
    tab = visit(FIGURES[name](), viewport={"width": width, "height": 800})
    figure, cut = tab.locator(".live-figure"), {}
    for slider in tab.locator(".live-controls input").all():
        for key in ("Home", "End"):
            slider.press(key)
            if words := figure.evaluate(CUT):
                cut[slider.get_attribute("data-key"), key] = words
    assert cut == {}


def test_what_is_cut_off_is_seen(visit):
    tab = visit(Norms())
    tab.locator("svg text").first.evaluate("(text) => text.setAttribute('x', -20)")
    assert tab.locator(".live-figure").evaluate(CUT) == ["The norm of old and new"]
