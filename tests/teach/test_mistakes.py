"""Wrong Adams: one line away from the right one, and as harmful as they are said to be."""

import inspect
import re
import textwrap
from pathlib import Path

import nbformat
import numpy as np
import pytest
from libraries import LIBRARIES, to_numpy

from adamtext import adam, adamw
from adamtext.teach import mistakes
from adamtext.teach.mistakes import MISTAKES

ALPHA = 1e-3  # the default
RIGHT = {"l2_for_decoupled": adamw}  # all others are to be adam


@pytest.fixture(autouse=True)
def no_warnings():
    """Wrong Adams divide by zero."""
    with np.errstate(all="ignore"):
        yield


def steps(rule, gradients, theta=0.0):
    """Steps down in units of alpha."""
    optimizer = rule()
    theta = np.full(np.shape(gradients)[1:] or (1,), theta)
    state, path = optimizer.init(theta), []
    for g in gradients:
        new, state = optimizer.step(
            theta, np.broadcast_to(np.asarray(g, float), theta.shape), state
        )
        path.append((theta - new) / ALPHA)
        theta = new
    return np.squeeze(np.array(path))


def noise(rule):
    """Root mean square of late steps under noise."""
    g = np.random.default_rng(1412).normal(size=20_000)
    return np.sqrt(np.mean(steps(rule, g)[10_000:] ** 2))


def turn(rule):
    """Gradients of -1 that it takes after 1000 of 1 until the steps turn."""
    return np.argmax(steps(rule, np.r_[np.ones(1000), -np.ones(1000)])[1000:] < 0) + 1


def in_turn(rule):
    """First steps of two arrays of one optimiser."""
    optimizer = rule()
    zero, one = np.zeros(1), np.ones(1)
    return [-optimizer.step(zero, one, optimizer.init(zero))[0].item() / ALPHA for _ in range(2)]


@pytest.mark.parametrize("name", MISTAKES)
def test_is_a_rule_like_adam(name):
    mistake = MISTAKES[name]
    assert mistake.rule is getattr(mistakes, name)
    theirs, ours = (inspect.signature(f).parameters for f in (mistake.rule, adam))
    assert [theirs[key] for key in ours] == list(ours.values())
    with pytest.raises(ValueError, match="beta2 must be in"):
        mistake.rule(beta2=1.0)


def test_there_are_enough():
    assert len(MISTAKES) >= 16
    assert len({mistake.symptom for mistake in MISTAKES.values()}) == len(MISTAKES)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_line_is_the_whole_mistake(name):
    mistake = MISTAKES[name]
    source = textwrap.dedent(inspect.getsource(mistake.rule))
    wrong, right = ("\n        ".join(s.splitlines()) for s in (mistake.line, mistake.right))
    assert source.count(wrong) == 1
    namespace = dict(vars(mistakes))
    exec(source.replace(wrong, right), namespace)
    rule = RIGHT.get(name, adam)
    g = np.random.default_rng(1412).normal(size=(40, 3)) * [1, 1e-4, 1e-8]
    g[:3, 1] = 0
    np.testing.assert_allclose(
        steps(namespace[name], g, theta=1.0), steps(rule, g, theta=1.0), rtol=1e-9, atol=1e-12
    )
    if name == "shared_t":
        assert in_turn(namespace[name]) == pytest.approx([1, 1])


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(
    "name", [k for k in MISTAKES if k not in ("state_aliased", "v_of_all_coordinates")]
)
def test_serves_every_library(name, library):
    g = np.random.default_rng(1).normal(size=(5, 3))
    make, rule = LIBRARIES[library], MISTAKES[name].rule
    expected, theirs = (
        steps_from(rule, [f(x) for x in g], f(np.ones(3))) for f in (np.asarray, make)
    )
    np.testing.assert_allclose(to_numpy(theirs), expected, rtol=1e-12)


def steps_from(rule, gradients, theta):
    optimizer = rule()
    state = optimizer.init(theta)
    for g in gradients:
        theta, state = optimizer.step(theta, g, state)
    return theta


ones = np.ones(4000)
# mistake -> [(what is measured, how the symptom writes it)]
SYMPTOMS = {
    "no_correction": lambda f: (
        f"first step is {steps(f, ones)[0]:.3f} alpha",
        f"twelfth {steps(f, ones)[11]:.3f} alpha",
    ),
    "only_m_corrected": lambda f: (f"first step is {steps(f, ones)[0]:.2f} alpha",),
    "only_v_corrected": lambda f: (
        f"first step is {steps(f, ones)[0]:.1f} alpha",
        f"the {np.argmax(steps(f, ones) > 0.9) + 1}nd the first above 0.9",
    ),
    "t_from_zero": lambda f: ("NaN" if np.isnan(steps(f, [[1, -2, 0]])).all() else "no",),
    "t_stuck": lambda f: (
        f"grow to {steps(f, ones).max():.3f} alpha by t = {np.argmax(steps(f, ones)) + 1}",
        f"fall to {steps(f, ones)[399]:.3f} alpha by t = 400",
    ),
    "shared_t": lambda f: (
        "the first starts with alpha" if in_turn(f)[0] == pytest.approx(1) else "no",
        f"the second with {in_turn(f)[1]:.3f} alpha",
    ),
    "correction_multiplied": lambda f: (
        f"first step is {steps(f, ones)[0]:.0f} alpha",
        f"twelfth {steps(f, ones)[11]:.1f} alpha",
    ),
    "correction_without_power": lambda f: (
        "first step is alpha" if steps(f, ones)[0] == pytest.approx(1) else "no",
        f"in the end {steps(f, np.ones(10_000))[-1]:.3f} alpha",
    ),
    "power_outside": lambda f: (
        "first step is alpha" if steps(f, ones)[0] == pytest.approx(1) else "no",
        f"the second {steps(f, ones)[1]:.3f} alpha",
        f"the fifth {steps(f, ones)[4]:.3f} alpha",
    ),
    "corrected_state_kept": lambda f: (
        "first step is alpha" if steps(f, ones)[0] == pytest.approx(1) else "no",
        f"the second {steps(f, ones)[1]:.3f} alpha",
        f"the fifth {steps(f, ones)[4]:.3f} alpha",
    ),
    "eps_outside_fraction": lambda f: (
        f"adds +{ALPHA * np.mean(1 - steps(f, ones)):.0e} to theta",
        "a zero gradient at the start makes it NaN" if np.isnan(steps(f, [0])) else "no",
    ),
    "eps_inside_root": lambda f: (
        f"a step of {steps(f, [1e-6]):.3f} alpha",
        f"instead of {steps(adam, [1e-6]):.3f} alpha",
    ),
    "eps_hat_for_eps": lambda f: (
        f"a step of {steps(f, [1e-6]):.3f} alpha",
        f"instead of {steps(adam, [1e-6]):.3f} alpha",
    ),
    "no_eps": lambda f: (
        "makes theta NaN" if np.isnan(steps(f, [0])) else "no",
        f"one of 1e-12 moves it by {steps(f, [1e-12]):.3f} alpha",
    ),
    "v_from_m": lambda f: (
        f"first step is {steps(f, ones)[0]:.0f} alpha",
        f"{noise(f):.2f} alpha a step instead of {noise(adam):.2f}",
    ),
    "square_of_mean": lambda f: (
        f"first step is {steps(f, ones)[0]:.2f} alpha",
        f"stay {noise(f) / noise(adam):.2f} times too long",
    ),
    "v_of_all_coordinates": lambda f: (
        f"of 100 equal gradients the first step is {steps(f, np.ones((1, 100)))[0]:.1f} alpha",
    ),
    "no_square_root": lambda f: (
        f"of 0.01 moves theta by {steps(f, [0.01] * 9)[-1]:.0f} alpha",
        f"of 100 by {steps(f, [100] * 9)[-1]:.2f} alpha",
    ),
    "betas_swapped": lambda f: (f"takes {turn(f)} of -1 to turn the steps, not {turn(adam)}",),
    "averages_after_use": lambda f: (
        "first gradient moves nothing" if steps(f, [1]) == 0 else "no",
        f"second step is {steps(f, ones)[1]:.3f} alpha",
    ),
    "state_aliased": lambda f: (
        f"of 1 moves theta by {steps(f, [1]):.3f} alpha",
        "one of -1 makes it NaN" if np.isnan(steps(f, [-1])) else "no",
    ),
    "state_forgotten": lambda f: (
        "All steps are alpha long" if steps(f, ones) == pytest.approx(1) else "no",
        f"{noise(f):.2f} alpha a step instead of {noise(adam):.2f}",
    ),
    "wrong_sign": lambda f: ("+alpha" if steps(f, ones) == pytest.approx(-1) else "no",),
    "l2_for_decoupled": lambda f: (
        f"loses {ALPHA * steps(f, [0], theta=1.0):.0e} at the first step",
        f"takes {ALPHA * steps(adamw, [0], theta=1.0):.0e}",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_symptom(name):
    for words in SYMPTOMS[name](MISTAKES[name].rule):
        assert words in MISTAKES[name].symptom


def test_in_the_long_run_the_mistake_of_corrections_is_over():
    for name in ("no_correction", "only_m_corrected", "correction_multiplied"):
        assert steps(MISTAKES[name].rule, ones)[-1] == pytest.approx(1, abs=0.02)


def test_the_chapter_shows_the_lines_as_they_are():
    path = Path(__file__).parents[2] / "book" / "15-getting-adam-wrong.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    answers = {
        name: answer
        for cell in cells
        if cell.cell_type == "markdown"
        for name, answer in re.findall(r"^\*\*`(\w+)`\*\*\n(.+?)\Z", cell.source, re.M | re.S)
    }
    assert len(answers) >= 12
    for name, answer in answers.items():
        for line in (*MISTAKES[name].line.splitlines(), *MISTAKES[name].right.splitlines()):
            assert line.strip() in answer, name
