"""Estimates of hyper-parameters that nobody told: from where they start, and how they end."""

import numpy as np
import pytest

import adamtext
from adamtext import Optimizer, adam, adamw
from adamtext.teach.examine.candidates import ADAM, ADAMW, DEFAULTS, Candidate
from adamtext.teach.examine.fit import (
    back,
    forward,
    guess_alpha,
    misfit,
    nice,
    rounded,
    search,
    starts,
)
from adamtext.teach.examine.observe import observe
from adamtext.teach.examine.streams import LADDER
from adamtext.teach.examine.work import PairAtWork
from adamtext.teach.mistakes import MISTAKES

OTHERS = {"alpha": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4}


def seen(rule, **setting):
    """What a finished optimiser did, of which the ``setting`` is known."""
    return observe(lambda thetas: PairAtWork(rule, thetas), setting)


def moved(observation, change):
    """Another observation, in which the first steps were changed."""
    return observation._replace(paths={"first": [change(observation.paths["first"][0].copy())]})


# The step size


@pytest.mark.parametrize("alpha", [1e-9, 0.3, 1.0, 5e5])
def test_alpha_is_read_from_the_first_step(alpha):
    for values in ({}, {"alpha": 0.1}, {"beta1": 0.9}):
        assert guess_alpha(seen(adam(alpha)), ADAM, values) == pytest.approx(alpha, rel=1e-6)


def test_no_alpha_makes_steps_backwards_or_none_or_too_long_ones():
    right = seen(adam(0.3))
    for other in (
        moved(right, lambda path: -path),
        moved(right, lambda path: 0 * path),
        moved(right, lambda path: np.nan * path),
        moved(right, lambda path: path[:, :-1]),
        seen(adam(1.5e6)),
    ):
        assert guess_alpha(other, ADAM, {}) is None


def test_what_is_added_to_all_coordinates_is_no_step():
    drifting = moved(seen(adam(0.3)), lambda path: path + 0.7)
    assert guess_alpha(drifting, ADAM, {}) == pytest.approx(0.3, rel=1e-6)


def test_where_coordinates_cannot_be_compared_one_of_them_is_taken():
    def without(path):
        path[:, -1] = np.nan
        return path

    assert guess_alpha(moved(seen(adam(0.3)), without), ADAM, {}) == pytest.approx(0.3, rel=1e-6)


def late(alpha=1e-3):
    """A rule that rests at its first step, and then makes steps of alpha."""
    return Optimizer(
        lambda theta: 0, lambda theta, g, t: (theta - alpha * np.sign(g) * (t > 0), t + 1)
    )


def test_where_the_first_step_is_none_the_second_is_taken():
    candidate = Candidate("late", late)
    assert guess_alpha(seen(late(0.3)), candidate, {}) == pytest.approx(0.3, rel=1e-6)


# How badly a rule fits


def test_what_fits_differs_nowhere():
    right = seen(adam(), **DEFAULTS)
    for names, size in ((["ladder"], 40 * 15), (["weights", "matrix"], 12 * 4 + 12 * 15)):
        rest = misfit(right, ADAM, DEFAULTS, names)
        assert rest.shape == (size,)
        assert abs(rest).max() < 1e-9


def test_what_is_looked_at_of_the_ladder():
    right = seen(adam(), **DEFAULTS)
    single = right._replace(dtype="float32")
    for observation, more, size in (
        (right, {"last": 12}, 12 * 15),
        (right, {"large": True}, 40 * np.sum(LADDER > 0.5)),
        (single, {"large": True}, 40 * np.sum(LADDER > 0.5)),
        (single, {"last": 12}, 12 * np.sum(LADDER > 5e-10)),
    ):
        assert misfit(observation, ADAM, DEFAULTS, ["ladder"], **more).shape == (size,)
        assert misfit(observation, ADAM, DEFAULTS, ["weights"], large=True).shape == (12 * 4,)


def test_differences_are_parts_of_the_way_and_ten_at_most():
    right = seen(adam(), **DEFAULTS)
    signs = np.sign(right.paths["ladder"][0][:, LADDER > 0.5]).ravel()
    for times, most in ((1.5, 0.5), (0.5, -0.5), (100, 10), (-100, -10)):
        paths = {"ladder": [times * right.paths["ladder"][0]]}
        rest = misfit(right._replace(paths=paths), ADAM, {"eps": 1e-8}, ["ladder"], large=True)
        assert (rest * signs)[abs(rest).argmax()] == pytest.approx(most, rel=2e-3)


def test_what_is_nan_for_one_only_cannot_be_compared():
    right = seen(adam(), **DEFAULTS)
    undefined = right._replace(paths={"ladder": [np.nan * right.paths["ladder"][0]]})
    assert misfit(undefined, ADAM, DEFAULTS, ["ladder"]) is None


# Scales on which a search is easy


@pytest.mark.parametrize(
    ("name", "value"),
    [("beta1", 0.9), ("beta2", 0.999999), ("beta1", 0.0), ("alpha", 1e-3), ("eps", 1e-15),
     ("limit", 3.0), ("weight_decay", 0.0), ("weight_decay", 0.3)],
)  # fmt: skip
def test_there_and_back(name, value):
    assert back(name, forward(name, value)) == pytest.approx(value, rel=1e-12, abs=1e-16)


def test_a_tenth_less_is_as_far_for_all():
    assert forward("beta2", 0.99) - forward("beta2", 0.999) == pytest.approx(np.log(10))
    assert forward("eps", 1e-7) - forward("eps", 1e-8) == pytest.approx(np.log(10))
    assert forward("weight_decay", 0.3) == 0.3


def test_nothing_leaves_its_range():
    assert forward("beta1", 1.0) == pytest.approx(np.log(1e-12))
    assert forward("eps", 0.0) == pytest.approx(np.log(1e-30))
    assert (back("beta1", 5.0), back("beta2", -50.0)) == (0.0, 1 - 1e-9)
    assert back("weight_decay", -0.1) == 0.0
    assert (back("eps", -99), back("alpha", 99)) == pytest.approx((np.exp(-69), np.exp(69)))


# The search


@pytest.mark.parametrize("unknown", [["alpha"], ["beta1", "beta2"], list(DEFAULTS)], ids=str)
def test_a_search_finds_what_a_rule_was_made_with(unknown):
    start = OTHERS | {name: DEFAULTS[name] for name in unknown}
    found, size = search(seen(adam(**OTHERS)), ADAM, start, unknown, ["ladder"])
    assert found == pytest.approx(OTHERS, rel=1e-5)
    assert size < 1e-6


def test_a_search_finds_a_weight_decay():
    observation = seen(adamw(weight_decay=0.07), **DEFAULTS)
    start = DEFAULTS | {"weight_decay": 0.01}
    found, size = search(observation, ADAMW, start, ["weight_decay"], ["weights", "matrix"])
    assert found["weight_decay"] == pytest.approx(0.07, rel=1e-6)
    assert size < 1e-6


def test_a_search_for_what_is_not_there_says_how_far_it_came():
    found, size = search(seen(adamtext.sgd(0.1)), ADAM, dict(DEFAULTS), ["alpha"], ["ladder"])
    assert found.keys() == DEFAULTS.keys()
    assert size > 0.5
    for steps in (0, 1):
        _, before = search(
            seen(adam(**OTHERS)), ADAM, dict(DEFAULTS), list(DEFAULTS), ["ladder"], steps
        )
        assert before > 1e-3


def test_nothing_is_searched_for_where_nothing_can_be_compared():
    right = seen(adam())
    undefined = right._replace(paths={"ladder": [np.nan * right.paths["ladder"][0]]})
    assert search(undefined, ADAM, dict(DEFAULTS), ["eps"], ["ladder"]) == (None, np.inf)


def test_what_cannot_be_varied_is_left_as_it_is():
    def rule(alpha=1e-3, eps=1e-8):
        right, lost = adam(alpha), 0 if abs(eps - 1e-8) < 1e-15 else np.nan

        def step(theta, g, state):
            theta, state = right.step(theta, g, state)
            return theta + lost, state

        return Optimizer(right.init, step)

    start, candidate = {"alpha": 1e-3, "eps": 1e-8}, Candidate("brittle", rule)
    found, size = search(seen(adam(0.02)), candidate, start, ["alpha", "eps"], ["sparse"])
    assert found == pytest.approx({"alpha": 0.02, "eps": 1e-8}, rel=1e-6)
    assert size < 1e-6


# Where a search starts


@pytest.mark.parametrize("eps", [1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 1e-10, 1e-12, 1e-15])
@pytest.mark.parametrize(
    "betas", [(0.9, 0.999), (0.9, 0.99), (0.9, 0.95), (0.5, 0.999), (0.0, 0.99), (0.8, 0.9)]
)
def test_usual_values_need_no_search(betas, eps):
    size, values = starts(seen(adam(0.3, *betas, eps)), ADAM, {}, list(DEFAULTS))[0]
    made = {"alpha": 0.3, "beta1": betas[0], "beta2": betas[1], "eps": eps}
    assert values == pytest.approx(made, rel=1e-6)
    assert size < 1e-9


@pytest.mark.parametrize("decay", [1e-4, 1e-2, 0.3])
def test_usual_weight_decays_need_no_search(decay):
    # of which the ladder, whose weights start at 0, shows little
    observation = seen(adamw(0.5, weight_decay=decay))
    _, values = starts(observation, ADAMW, DEFAULTS | {"alpha": 0.5}, ["weight_decay"])[0]
    assert values["weight_decay"] == decay


@pytest.mark.parametrize("limit", [1.0, 3.0, 10.0])
def test_usual_limits_need_no_search(limit):
    rule = MISTAKES["gradient_clipped"].rule
    candidate = Candidate("clipped", rule, ("gradient_clipped",))
    size, values = starts(seen(rule(limit=limit)), candidate, DEFAULTS, ["limit"])[0]
    assert values["limit"] == limit
    assert size < 1e-9


def test_the_nearest_of_the_usual_values_come_first():
    made = {"alpha": 0.3, "beta1": 0.5, "beta2": 0.999, "eps": 1e-6}
    found = starts(seen(adam(**made)), ADAM, {}, list(DEFAULTS))
    assert len(found) == 8 + 2
    sizes = [size for size, _ in found]
    assert sizes == sorted(sizes)
    assert found[0][1] == pytest.approx(made, rel=1e-4)
    assert sizes[0] < 1e-4 < sizes[1]


def test_what_is_known_is_not_tried():
    for known in ({"eps": 1e-5}, {"beta1": 0.5, "beta2": 0.98}, OTHERS):
        unknown = [name for name in DEFAULTS if name not in known]
        found = starts(seen(adam(**OTHERS)), ADAM, known, unknown)
        assert len(found) == {1: 1 + 2, 2: 8 + 1, 4: 1 + 1}[len(known)]
        assert all(known.items() <= values.items() for _, values in found)
        assert all(values.keys() == DEFAULTS.keys() for _, values in found)


def test_several_weight_decays_are_tried():
    observation = seen(adamw(weight_decay=0.3))
    found = starts(observation, ADAMW, DEFAULTS, ["weight_decay"])
    assert sorted({values["weight_decay"] for _, values in found}) == [1e-4, 1e-2, 0.3]
    told = starts(observation, ADAMW, DEFAULTS | {"weight_decay": 0.1}, [])
    assert {values["weight_decay"] for _, values in told} == {0.1}


def test_what_cannot_be_compared_comes_last_of_all():
    right = seen(adam())
    first, ladder = (right.paths[name][0] for name in ("first", "ladder"))
    for paths in (
        {"first": [-first], "ladder": [ladder]},
        {"first": [first], "ladder": [np.nan * ladder]},
    ):
        found = starts(right._replace(paths=paths), ADAM, {}, list(DEFAULTS))
        assert {size for size, _ in found} == {np.inf}


# Round numbers


def test_estimates_are_as_round_as_they_may_be():
    values = {"alpha": 0.001234567891, "eps": 0.001234567891}
    for far, alpha in (
        (1e-3, 0.001), (5e-5, 0.0012), (1e-6, 0.001235), (1e-10, 0.0012345679),
    ):  # fmt: skip

        def fits(new, far=far):
            return abs(new["alpha"] - 0.001234567891) < far

        assert rounded(values, ["alpha"], fits) == {"alpha": alpha, "eps": 0.001234567891}


def test_what_does_not_fit_rounded_is_left_if_it_fits_at_all():
    values = {"alpha": 1 / 3}
    assert rounded(values, ["alpha"], lambda new: new == values) == values
    assert rounded(values, ["alpha"], lambda new: False) is None


@pytest.mark.parametrize(
    ("name", "value", "digits", "round"),
    [
        ("beta2", 0.99942, 1, 0.9994),
        ("beta2", 0.99942, 2, 0.99942),
        ("beta1", 0.34, 1, 0.3),
        ("beta1", 0.5, 1, 0.5),
        ("beta1", 0.51, 1, 0.5),
        ("beta1", 0.526, 2, 0.53),
        ("beta1", 9e-7, 1, 0.0),
        ("beta1", 1e-6, 1, 1e-6),
        ("alpha", 0.99942, 1, 1.0),
        ("eps", 1.26e-8, 2, 1.3e-8),
        ("eps", 1e-9, 1, 1e-9),
    ],
)
def test_a_beta_is_rounded_by_what_is_missing_to_one(name, value, digits, round):
    assert nice(name, value, digits) == round
