"""Wrong Adams: one line away from the right one, and as harmful as they are said to be."""

import inspect
import itertools
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from libraries import LIBRARIES, to_numpy

from adamtext import adam, adamw
from adamtext.teach import lines
from adamtext.teach.mistakes import DECAYS, MISTAKES

ALPHA = 1e-3  # the default
RIGHT = dict.fromkeys(DECAYS, adamw)  # all others are to be adam


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
    assert mistake.rule is mistake.rule
    assert mistake.rule.__name__ == name
    theirs, ours = (inspect.signature(f).parameters for f in (mistake.rule, adam))
    assert [theirs[key] for key in ours] == list(ours.values())
    with pytest.raises(ValueError, match="beta2 must be in"):
        mistake.rule(beta2=1.0)


def test_there_are_enough():
    assert len(MISTAKES) >= 50
    assert len({mistake.symptom for mistake in MISTAKES.values()}) == len(MISTAKES)


def compare(rule, right):
    """Hold the steps of one rule to those of another."""
    g = np.random.default_rng(1412).normal(size=(40, 3)) * [1, 1e-4, 1e-8]
    g[:3, 1] = 0
    np.testing.assert_allclose(
        steps(rule, g, theta=1.0), steps(right, g, theta=1.0), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize(
    ("text", "rule"), [("ALGORITHM", adam), ("DECAYED", adamw), ("IN_PLACE", adam)]
)
def test_the_text_is_the_right_rule(text, rule):
    compare(lines.run_text(getattr(lines, text)), rule)


def test_the_text_is_that_of_adam_itself():
    def step(source):
        return [line.strip() for line in source.split("def step")[1].splitlines()[1:7]]

    assert step(lines.ALGORITHM) == step(inspect.getsource(inspect.unwrap(adam)))


@pytest.mark.parametrize("name", MISTAKES)
def test_the_line_is_the_whole_mistake(name):
    mistake = MISTAKES[name]
    wrong = lines.exchanged(mistake.text, mistake.exchange)
    assert wrong != mistake.text
    for line in mistake.line.splitlines():
        assert line.strip() in wrong
    for line in mistake.right.splitlines():
        assert line.strip() in mistake.text
    assert len(lines.edits(mistake.text, mistake.exchange)) <= 8


def test_two_mistakes_are_made_together():
    chosen = (MISTAKES[name].exchange for name in ("no_correction", "eps_inside_root"))
    text = lines.exchanged(lines.ALGORITHM, *chosen)
    assert "return theta - alpha * m / sqrt(v + eps), AdamState(t, m, v)" in text

    chosen = (MISTAKES[name].exchange for name in ("t_stuck", "eps_outside_fraction"))
    text = lines.exchanged(lines.ALGORITHM, *chosen)
    assert "alpha * m_hat / sqrt(v_hat) + eps, AdamState(state.t, m, v)" in text

    chosen = (MISTAKES[name].exchange for name in ("wrong_sign", "eps_hat_for_eps"))
    text = lines.exchanged(lines.ALGORITHM, *chosen)
    assert "root = (sqrt(v) + eps) / sqrt(1 - beta2**t)" in text
    assert "return theta + alpha * m_hat / root, AdamState(t, m, v)" in text


def test_what_excludes_itself_is_not_made():
    one, other = (MISTAKES[name].exchange for name in ("no_correction", "only_m_corrected"))
    with pytest.raises(LookupError, match="same words"):
        lines.exchanged(lines.ALGORITHM, one, other)
    with pytest.raises(LookupError, match="there must be one"):
        lines.exchanged(lines.ALGORITHM, {"sqrt(w)": ""})


def test_most_pairs_can_be_made():
    from adamtext.teach.examine.candidates import pairs

    assert len(pairs(False)) > 500
    assert len(pairs(True)) > 100
    names = [candidate.mistakes for candidate in pairs(False)]
    assert len(set(names)) == len(names)
    assert all(set(pair) <= set(MISTAKES) for pair in itertools.chain(names))


NOT_EVERYWHERE = ("state_aliased", "v_of_all_coordinates", "v_mean_of_coordinates")
NOT_EVERYWHERE += ("gradient_clipped",)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", [k for k in MISTAKES if k not in NOT_EVERYWHERE])
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


def at(rule, t, word, digits):
    """Say how long a step for a constant gradient is."""
    return (f"the {word} {steps(rule, ones)[t - 1]:.{digits}} alpha",)


def first_and(rule, digits, **others):
    """Say how long the first step is, and others."""
    times = {"second": 2, "fifth": 5, "tenth": 10, "twelfth": 12}
    more = (at(rule, times[word], word, digits)[0] for word, digits in others.items())
    return (f"first step is {steps(rule, ones)[0]:.{digits}} alpha", *more)


def small(rule, g):
    """Say how long the first step for a small gradient is."""
    return (
        f"a step of {steps(rule, [g]):.3f} alpha",
        f"instead of {steps(adam, [g]):.3f} alpha",
    )


def weight(rule):
    """Say what a weight without any gradient loses."""
    return (
        f"loses {ALPHA * steps(rule, [0], theta=1.0):.0e} at the first step",
        f"takes {ALPHA * steps(adamw, [0], theta=1.0):.0e}",
    )


def loud(rule):
    """Way of ten gradients of 1 after a hundred of 1e-3."""
    return steps(rule, np.r_[np.full(100, 1e-3), np.ones(10)])[100:].sum()


def sparse(rule):
    """Way of one gradient and 99 zeros."""
    return steps(rule, np.r_[1, np.zeros(99)]).sum()


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
    "t_guarded_from_zero": lambda f: first_and(f, "3f", second="3f"),
    "t_held_at_one": lambda f: (*at(f, 2, "second", "3f"), *at(f, 5, "fifth", "3f")),
    "t_from_two": lambda f: first_and(f, "3f", tenth="3f"),
    "t_counted_twice": lambda f: first_and(f, "3f", twelfth="3f"),
    "m_correction_without_power": lambda f: (f"to {steps(f, ones)[-1]:.0f} alpha in the end",),
    "v_correction_without_power": lambda f: (
        *at(f, 10, "tenth", "3f"),
        f"in the end {steps(f, np.ones(20_000))[-1]:.3f} alpha",
    ),
    "only_m_multiplied": lambda f: first_and(f, "3f", twelfth="3f"),
    "only_v_multiplied": lambda f: first_and(f, "0f", twelfth="1f"),
    "power_times": lambda f: ("the second NaN" if np.isnan(steps(f, ones)[1]) else "no",),
    "correction_is_beta_power": lambda f: first_and(f, "3f", twelfth="1f"),
    "corrected_twice": lambda f: first_and(f, "3f", twelfth="3f"),
    "m_correction_squared": lambda f: first_and(f, "0f", twelfth="3f"),
    "v_correction_squared": lambda f: first_and(f, "3f", twelfth="3f"),
    "v_corrected_by_root": lambda f: first_and(f, "3f", twelfth="3f"),
    "beta1_corrects_v": lambda f: first_and(f, "0f", twelfth="3f"),
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
    "eps_inside_root_too": lambda f: (
        f"a step of {steps(f, [1e-4]):.3f} alpha",
        f"instead of {steps(adam, [1e-4]):.3f} alpha",
    ),
    "eps_squared_inside_root": lambda f: small(f, 1e-8),
    "max_eps": lambda f: small(f, 1e-8),
    "minus_eps": lambda f: (f"climbed by {-steps(f, [5e-9]):.3f} alpha",),
    "v_of_sizes": lambda f: (
        f"of 0.01 moves theta by {steps(f, [0.01]):.1f} alpha",
        f"of 100 by {steps(f, [100]):.0f} alpha",
    ),
    "g_not_squared": lambda f: (
        "of -1 makes theta NaN" if np.isnan(steps(f, [-1])) else "no",
        f"of 0.01 moves it by {steps(f, [0.01]):.1f} alpha",
    ),
    "beta1_for_v": lambda f: (f"all {steps(f, ones).mean():.1f} alpha",),
    "v_per_row": lambda f: (f"the second moves theta by {steps(f, [[[1, 0.01]]])[1]:.3f} alpha",),
    "v_mean_of_coordinates": lambda f: (
        f"the second moves theta by {steps(f, [[1, 0.01]])[1]:.3f} alpha",
    ),
    "beta1_for_both": lambda f: (f"theta by {loud(f):.2f} alpha instead of {loud(adam):.1f}",),
    "weights_turned": lambda f: first_and(f, "3f", twelfth="3f"),
    "sums_for_averages": lambda f: (f"are {steps(f, ones).mean():.3f} alpha long",),
    "m_without_weight": lambda f: (f"first step is {steps(f, ones)[0]:.0f} alpha",),
    "v_without_weight": lambda f: (f"first step is {steps(f, ones)[0]:.3f} alpha",),
    "g_for_m": lambda f: (f"{noise(f):.2f} alpha a step instead of {noise(adam):.2f}",),
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
    "averages_forgotten": lambda f: (
        "first step is alpha" if steps(f, ones)[0] == pytest.approx(1) else "no",
        f"the twelfth {steps(f, ones)[11]:.3f} alpha",
        f"in the end {steps(f, np.ones(20_000))[-1]:.3f} alpha",
    ),
    "lazy_averages": lambda f: (f"move theta by {sparse(f):.2f} alpha",),
    "lazy_steps": lambda f: (
        f"move theta by {sparse(f):.2f} alpha in all instead of {sparse(adam):.2f}",
    ),
    "alpha_falls": lambda f: at(f, 100, "hundredth", "1f"),
    "gradient_centred": lambda f: (
        "does not move at all" if not steps(f, np.ones((3, 2, 2))).any() else "no",
    ),
    "climbs_on_matrices": lambda f: (
        "A matrix goes uphill, by alpha"
        if np.allclose(steps(f, np.ones((1, 2, 2))), -1) and np.allclose(steps(f, ones), 1)
        else "no",
    ),
    "decay_without_alpha": lambda f: weight(f),
    "decay_twice": lambda f: weight(f),
    "decay_of_wrong_sign": lambda f: (
        f"gains {-ALPHA * steps(f, [0], theta=1.0):.0e} at the first step",
    ),
    "decay_on_matrices": lambda f: (
        "vectors do not at all"
        if np.allclose(steps(f, np.zeros((1, 2, 2)), 1.0), 1e-2) and not steps(f, [0], theta=1.0)
        else "no",
    ),
    "l2_on_matrices": lambda f: (
        f"loses {ALPHA * steps(f, np.zeros((1, 2, 2)), 1.0).max():.0e} at the first step",
        "in a vector nothing" if not steps(f, [0], theta=1.0) else "no",
    ),
    "decay_after_step": lambda f: (f"moves theta by {steps(f, [1]):.5f} alpha",),
    "decay_in_m": lambda f: (f"{steps(f, [0], theta=1.0):.0f} alpha at the first step",),
    "decay_divided": lambda f: (f"loses {steps(f, [100], theta=1.0):.4f} alpha",),
    "updates_clipped": lambda f: (
        f"one of 1 takes a step of {steps(f, np.r_[np.full(300, 1e-3), 1])[-1]:.0f} alpha",
    ),
    "gradient_values_clipped": lambda f: (
        "1 and of 100 are the same"
        if np.array_equal(steps(f, [1, 1, 5]), steps(f, [1, 100, 5]))
        else "no",
    ),
    "gradient_clipped": lambda f: (
        "3 and 4 are taken for 0.6 and 0.8"
        if np.allclose(steps(f, [[1, 0], [3, 4]]), steps(adam, [[1, 0], [0.6, 0.8]]), 1e-6)
        else "no",
    ),
    "weights_clipped": lambda f: (f"is {2 - ALPHA * steps(f, [1], theta=2.0):.0f} after",),
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
    path = Path(__file__).parents[2] / "book" / "14-getting-adam-wrong.ipynb"
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
