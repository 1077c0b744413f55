"""One thread through Algorithm 1: a line of the table, and what is the same, light up together."""

import sys
from pathlib import Path

import pytest
from browser import visits

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book/_ext"))
from paper import thread  # noqa: E402

SCRIPT = ROOT / "book/_ext/paper/theme/static/thread.js"
PAGE = ROOT / "_build/html/book/01-algorithm.html"
ROWS = {
    r"m_0 = 0": "m, v, t = 0, 0, 0",
    r"t \leftarrow t + 1": "t = t + 1",
    r"m_t = \beta_1": "m = beta1 * m + (1 - beta1) * g",
    r"\hat m_t = m_t": "m_hat = m / (1 - beta1**t)",
    r"\theta_t = \theta_{t-1}": "theta = theta - alpha * m_hat / (sqrt(v_hat) + eps)",
}
HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Thread</title>
<style>:root { --adam: #0072b2 }</style><main>
<p>The mean <span class="math" data-tex="\\hat m_t">m̂</span> of <code>g</code>;
<span class="math" data-tex="m_1 = (1-\\beta_1)\\, g_1">m</span>,
<span class="math" data-tex="\\sqrt{\\hat v_t}">v</span>, <code>run</code></p>
<div class="scrolling" tabindex="0"><table class="docutils align-default">
<thead>
<tr class="row-odd"><th class="head text-left"><p>the paper</p></th>
<th class="head text-left"><p>Python</p></th>
<th class="head text-left"><p>what it is for</p></th>
</tr>
</thead><tbody>%s</tbody></table></div>
<pre><span></span><span class="k">def</span> adam_by_hand(
    grad, theta, eps=1e-8
):
    m = np.zeros_like(theta)
    <span class="k">for</span> t <span class="ow">in</span> range(1, num_steps + 1):
        m = beta1 * m + (1 - beta1) * g
        m_hat = m / (1 - beta1**t)
        theta = theta - alpha * m_hat
    <span class="k">return</span> theta
</pre></main><script src="%s"></script></html>"""


@pytest.fixture
def visit(browser, tmp_path):
    """Open a small page with the table, as the book marks it."""
    rows = (
        f'<tr><td><span class="math" data-tex="{tex}">…</span></td>'
        f"<td><code>{line}</code></td><td>why</td></tr>"
        for tex, line in ROWS.items()
    )
    page = tmp_path / "page.html"
    page.write_text(thread.marked(HTML % ("".join(rows), SCRIPT.as_uri())), "utf-8")
    with visits(browser) as visit:
        yield lambda **settings: visit(page.as_uri(), **settings)


def lit(tab):
    """Return the text of all that is lit up."""
    script = """() => [...document.querySelectorAll("[data-thread]")]
      .filter((each) => getComputedStyle(each).outlineStyle === "solid")
      .map((each) => each.textContent.trim())"""
    return tab.evaluate(script)


def said(tab):
    return tab.locator(".thread-said").inner_text()


def test_keys_walk_along_the_lines(visit):
    tab = visit()
    assert lit(tab) == []
    assert said(tab).startswith("Touch a line")
    tab.locator("tbody tr").first.focus()
    assert "m = np.zeros_like(theta)" in lit(tab)
    tab.keyboard.press("ArrowDown")
    assert "for t in range(1, num_steps + 1):" in lit(tab)
    tab.keyboard.press("ArrowDown")
    found = lit(tab)
    assert found[0] == "m"  # the formula in the text
    assert "m = beta1 * m + (1 - beta1) * g" in found[1]
    assert found[2:] == ["m = beta1 * m + (1 - beta1) * g"]
    places = "1 line of the function below, and 1 place of the text"
    assert said(tab) == f"m: lit up in {places}. The ledger on this line:"
    tab.keyboard.press("ArrowDown")
    assert [lit(tab)[0], lit(tab)[2]] == ["m̂", "m_hat = m / (1 - beta1**t)"]
    tab.keyboard.press("Escape")
    assert lit(tab) == []


def test_mouse_and_finger(visit):
    tab = visit()
    tab.get_by_text("m_hat = m / (1 - beta1**t)").last.hover()
    assert "m̂" in lit(tab)
    tab.mouse.move(1, 1)
    assert lit(tab) == []
    tab = visit(has_touch=True, viewport={"width": 390, "height": 800})
    tab.locator("tbody tr").last.tap()
    assert lit(tab)[-1] == "theta = theta - alpha * m_hat"
    tab.locator("th").first.tap()
    assert lit(tab) == []


def test_the_code_reads_as_before(visit):
    with_script, without = visit(), visit(java_script_enabled=False)
    text = without.locator("pre").inner_text()
    assert with_script.locator("pre").inner_text() == text
    assert without.locator("[data-thread], .thread-said").count() == 0
    assert rows_of_the_ledger(without) == []


def rows_of_the_ledger(tab):
    return [row.inner_text() for row in tab.locator(".thread-ledger li").all() if row.is_visible()]


def test_the_ledgers_rows_on_a_line_appear(visit):
    tab = visit()
    assert rows_of_the_ledger(tab) == []
    tab.locator("tbody tr").first.focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    found = rows_of_the_ledger(tab)
    assert len(found) == len(thread.RULED["m"])
    assert found[0].startswith("m estimates the gradient's mean")
    assert found[0].endswith("Holds.")
    tab.keyboard.press("Tab")  # into the first row: it stays
    assert tab.evaluate("document.activeElement.href").endswith("#claim-estimates-of-moments")
    assert rows_of_the_ledger(tab) == found
    tab.keyboard.press("Tab")
    tab.locator("tbody tr").first.focus()
    assert all("m estimates" not in row for row in rows_of_the_ledger(tab))


def test_rows_of_no_claim_stop_the_build(monkeypatch):
    monkeypatch.setitem(thread.RULED, "m", ("no-such-claim",))
    with pytest.raises(KeyError, match="no-such-claim"):
        thread.marked("")


@pytest.mark.skipif(not PAGE.exists(), reason="no book is built: `make book`")
def test_chapter_one_has_a_thread(browser):
    with visits(browser) as visit:
        tab = visit(PAGE.as_uri())
        tab.locator("table.thread").evaluate("table => table.scrollIntoView()")
        tab.locator(".thread-said").wait_for()
        rows = tab.locator("table.thread tbody tr")
        keys = [row.get_attribute("data-thread") for row in rows.all()]
        assert keys == ["start", "t", "g", "m", "v", "m_hat", "v_hat", "theta"]
        for row in rows.all():
            row.focus()
            lines = tab.locator(f"pre [data-thread={row.get_attribute('data-thread')}]")
            assert lines.count() == (2 if row.get_attribute("data-thread") == "start" else 1)
            assert rows_of_the_ledger(tab)
            assert "and 0 places" not in said(tab) or row.get_attribute("data-thread") == "start"
        figure = tab.locator(".live-figure[data-figure=weight]")
        figure.scroll_into_view_if_needed()
        line = figure.locator("dt[data-thread=v_hat]")
        line.wait_for()
        line.click()
        assert tab.locator(".thread-said").text_content().startswith("v̂: lit up")
        assert "v_hat = v / (1 - beta2**t)" in lit(tab)
        assert line.text_content() in lit(tab)
