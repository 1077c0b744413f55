"""Live figures under a reader's hands: what controls do, what is said, how fast it is drawn."""

import statistics

import live_page
import numpy as np
import pytest
from browser import visits

from adamtext import adam, run
from adamtext.teach.live import FIGURES, Game, OneWeight
from adamtext.teach.live import game as games

FRAME = 1000 / 60
OPEN = {"guess", "guesses"}  # what has no slider before the reader draws


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


# How fast

DRAWN = """slider => {
  const positions = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const [low, high] = [Number(slider.min), Number(slider.max)];
  return positions.map((share) => Math.min(...[0, 1, 2, 3].map((k) => {
    slider.value = low + (high - low) * (k % 2 ? share : (share + 0.5) % 1);
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    return performance.now() - start;
  })));
}"""


@pytest.mark.parametrize("name", sorted(set(FIGURES) - OPEN))
def test_a_slow_phone_draws_within_a_frame(visit, name):
    tab = visit(FIGURES[name](), viewport={"width": 390, "height": 800})
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    times = []
    for slider in tab.locator(".live-controls input").all():
        times += slider.evaluate(DRAWN)
    if not times:
        pytest.skip("nothing slides")
    print(f"{name}: {statistics.median(times):.1f} ms, at most {max(times):.1f}")
    assert statistics.median(times) < FRAME
