"""The live figures: their mathematics against adamtext, their bundle, their face in Python."""

import base64
import gzip
import io
import json
import math
import re

import numpy as np
import pytest
import traitlets
from browser import run_script
from PIL import Image

from adamtext.bounds import step_bound
from adamtext.teach.live import FIGURES, GradientStream, Reality, WhoWins, bundle, who_wins
from adamtext.teach.live.betas import band
from adamtext.teach.live.stream import STREAMS
from tools import live_vectors

EACH = sorted(FIGURES.values(), key=lambda figure: figure.figure)
each_figure = pytest.mark.parametrize("figure", EACH, ids=lambda figure: figure.figure)
RUN = """
const cases = %s;
const number = (x) => (x === "inf" ? Infinity : x);
const functions = { adam, biasCorrection, boundLevel, halfLife, overshoot, stepBound,
  uncorrectedRatio, stream: (name, ...rest) => STREAMS[name](...rest) };
const word = (key, x) => (x === Infinity ? "inf" : x);
return JSON.stringify(cases.map(([name, args]) => functions[name](...args.map(number))), word);
"""


def twice(script):
    """Return the names that a script defines more than once at its left margin."""
    names = re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", script, re.M)
    return {name for name in names if names.count(name) > 1}


SCOPES = [*map(bundle.module, FIGURES), bundle.shared(), bundle.asked(), bundle.told()]


@pytest.mark.parametrize("script", SCOPES, ids=[*FIGURES, "shared", "asked", "told"])
def test_modules_that_share_a_scope_use_no_name_for_two_things(script):
    assert twice(script) == set()


def test_a_name_for_two_things_is_found():
    assert twice("function lay() {}\nconst x = 1;\nfunction lay(el) {}\n") == {"lay"}


def assert_close(found, wanted):
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys()
        found, wanted = list(found.values()), list(wanted.values())
    if isinstance(wanted, list):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            assert_close(one, other)
    elif isinstance(wanted, str):
        assert found == wanted
    else:
        assert math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-13)


def test_vectors_are_those_of_adamtext():
    assert_close(json.loads(live_vectors.text()), json.loads(live_vectors.FILE.read_text()))


def compare(script):
    """Run a script and compare what it computes with what Python has written down."""
    stored = live_vectors.FILE.read_text()
    found = json.loads(run_script(script + RUN % stored))
    for result, (name, arguments, wanted) in zip(found, json.loads(stored), strict=True):
        try:
            assert_close(result, wanted)
        except AssertionError as error:
            raise AssertionError(f"{name}{tuple(arguments)} is {result}, not {wanted}") from error


def test_script_computes_what_adamtext_does():
    compare(bundle.join("adam.js"))


def test_a_script_that_computes_something_else_is_found():
    script = bundle.join("adam.js")
    assert "Math.sqrt(" in script
    with pytest.raises(AssertionError, match=r"\(.*\) is .*, not "):
        compare(script.replace("Math.sqrt(", "Math.cbrt("))


def packed(text):
    return len(gzip.compress(text.encode(), 9, mtime=0))


@each_figure
def test_modules_join_into_one_that_imports_nothing(figure):
    assert "\nimport " not in figure._esm
    assert figure._esm.count("\nexport ") == 1
    assert figure._esm.count("// vendor/d3.js") == 1


def test_scripts_are_small():
    sizes = {name: packed(text) for name, text in bundle.scripts(FIGURES).items()}
    print(sizes)
    assert sizes.pop("live.js") < 32_000
    assert max(sizes.values()) <= 12_000


@each_figure
def test_a_figures_script_has_nothing_twice(figure):
    script = bundle.script(figure.figure)
    for name in bundle.SHARED:
        assert f"// {name}\n" not in script
        assert bundle.shared().count(f"// {name}\n") == 1
    assert f'wake("{figure.figure}", render);' in script


@pytest.mark.parametrize("level", [1.1, 3, 20])
def test_bound_on_the_edge_of_a_band_is_its_level(level):
    away = np.geomspace(1e-3, 0.9, 20)
    for other in band(away, level):
        inside = other < 1
        found = step_bound(1 - away[inside], 1 - other[inside])
        np.testing.assert_allclose(found, level, rtol=1e-6)


@each_figure
def test_output_is_the_same_in_every_run(figure):
    (first, metadata), (second, same) = figure()._repr_mimebundle_(), figure()._repr_mimebundle_()
    assert first["image/png"] == second["image/png"]
    assert first["text/plain"] == second["text/plain"] == repr(figure())  # all that Colab shows
    assert first["text/plain"].startswith(f"{figure.__name__}(")
    assert "application/vnd.jupyter.widget-view+json" in first
    assert metadata == same
    assert metadata["live"] == {"figure": figure.figure, "state": figure().state()}
    assert len(metadata["image/png"]["alt"].split()) >= 8


@each_figure
def test_what_an_untrusted_notebook_may_show_is_a_picture(figure):
    data, _ = figure()._repr_mimebundle_()
    assert "text/html" not in data  # it would come first, and lose its drawing
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert picture.format == "PNG"
    assert picture.width >= 900
    assert len(data["image/png"]) < 150_000


@pytest.mark.parametrize("stream", STREAMS)
def test_every_stream_has_a_picture_of_its_own(stream):
    pictures = {
        name: GradientStream(stream=name, beta1=0.95, beta2=0.9, steps=50).png() for name in STREAMS
    }
    others = [picture for name, picture in pictures.items() if name != stream]
    assert pictures[stream] not in others


@pytest.mark.parametrize(
    "wrong", [{"beta1": 1.0}, {"beta2": -0.1}, {"stream": "flood"}, {"steps": 5}]
)
def test_wrong_traits_are_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        GradientStream(**wrong)


@pytest.mark.parametrize("wrong", [{"tuned": 4}, {"judged": 31}, {"seed": -1}, {"horizons": [0]}])
def test_wrong_looks_are_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        WhoWins(**wrong)


@pytest.mark.parametrize("wrong", [{"run": "fig1"}, {"beta1": 0.5}, {"beta2": 0.9}, {"alpha": -1}])
def test_settings_that_were_not_run_are_refused(wrong):
    with pytest.raises(traitlets.TraitError):
        Reality(**wrong)


def ran(seed, outcome="finished"):
    cost = [2.0, 1.23456, 0.000123456][: 3 if outcome == "finished" else 1]
    return {"trial": {"hyper": {"alpha": 0.1}, "seed": seed}, "outcome": outcome, "cost": cost}


def test_runs_are_kept_as_text():
    known = {("Adam", 0.1, 1): ran(1, "diverged"), ("Adam", 0.1, 0): ran(0)}
    assert who_wins.gathered(known) == {"Adam": [[0.1, ["1.235 0.0001235", ""]]]}


def test_a_missing_seed_is_refused():
    with pytest.raises(ValueError, match="seeds must be 0, 1, …, each with all step sizes, got 2"):
        who_wins.gathered({("Adam", 0.1, 0): ran(0), ("Adam", 0.1, 2): ran(2)})


def test_a_race_that_nobody_finished_is_drawn():
    runs = {
        name: [[0.1, [f"{cost} 1 0.5"] * 2 + [""]]] for name, cost in (("one", 3.0), ("two", 4.0))
    }
    runs["three"] = [[0.1, ["2 2 2", "", ""]]]
    figure = WhoWins(runs=runs, horizons=[1, 3], tuned=1, judged=3)
    assert figure.draw().axes
    assert figure.alt().endswith("judged after 3: one wins.")
