"""Whose steps an optimiser makes: stage by stage, what is found, and with which values."""

import numpy as np
import pytest

import adamtext
from adamtext import Optimizer, adam, adamw
from adamtext.teach.examine.candidates import (
    ADAM,
    ADAMW,
    DEFAULTS,
    OTHERS,
    Candidate,
    pairs,
    relatives,
    singles,
)
from adamtext.teach.examine.identify import DECIDING, Match, Search, best, identify
from adamtext.teach.examine.observe import observe
from adamtext.teach.examine.work import PairAtWork
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.relatives import RELATIVES

ALL = tuple(DEFAULTS)
VECTORS = tuple(name for name in DECIDING if name != "matrix")


@pytest.fixture(autouse=True)
def quiet():
    """Candidates may divide by zero."""
    with np.errstate(all="ignore"):
        yield


def seen(rule, **setting):
    """What a finished optimiser did, of which the ``setting`` is known."""
    return observe(lambda thetas: PairAtWork(rule, thetas), setting)


def mistaken(name, **values):
    """Adam with a mistake, or with two of them."""
    if " and " not in name:
        return MISTAKES[name].rule(**values)
    with np.errstate(all="ignore"):
        (candidate,) = (c for decays in (False, True) for c in pairs(decays) if c.title == name)
    return candidate.rule(**values)


DECAY = {"weight_decay": 0.1}
L2 = {"weight_decay": 0.2}
# What was made, and what is known of it; what is found, with which values, and what is estimated.
FOUND = {
    "Adam": (adam(), DEFAULTS, "Adam", {}, ()),
    "Adam's defaults": (adam(), {}, "Adam", {}, ()),
    "an alpha": (adam(0.3), {"eps": 1e-8}, "Adam", {"alpha": 0.3}, ("alpha",)),
    "all": (adam(**OTHERS), {}, "Adam", OTHERS, ALL),
    "a beta": (
        adam(beta1=0.5), {"alpha": 1e-3, "eps": 1e-8}, "Adam", {"beta1": 0.5, "beta2": 0.999},
        ("beta1", "beta2"),
    ),
    "AdamW": (adamw(weight_decay=0.1), DEFAULTS, "AdamW", DECAY, ()),
    "AdamW, an alpha": (
        adamw(0.3, weight_decay=0.1), {}, "AdamW", {"alpha": 0.3} | DECAY, ("alpha",)
    ),
    "AdamW, all": (adamw(**OTHERS, weight_decay=0.1), {}, "AdamW", OTHERS | DECAY, ALL),
    "a mistake": (mistaken("no_correction"), DEFAULTS, "no_correction", {}, ()),
    "a mistake, its defaults": (mistaken("no_correction"), {}, "no_correction", {}, ()),
    "a mistake, an alpha": (
        mistaken("no_correction", alpha=0.3), {}, "no_correction", {"alpha": 0.3}, ("alpha",)
    ),
    "a mistake, all": (mistaken("no_correction", **OTHERS), {}, "no_correction", OTHERS, ALL),
    "a decay": (mistaken("l2_for_decoupled", **L2), DEFAULTS, "l2_for_decoupled", L2, ()),
    "a decay, an alpha": (
        mistaken("l2_for_decoupled", alpha=0.3, **L2), {}, "l2_for_decoupled",
        {"alpha": 0.3} | L2, ("alpha",),
    ),
    "a relative": (adamtext.adamax(), {}, "AdaMax", {}, ()),
    "a relative, an alpha": (adamtext.adamax(0.5), {}, "AdaMax", {"alpha": 0.5}, ("alpha",)),
    "SGD": (adamtext.sgd(0.5), {}, "SGD", {"alpha": 0.5}, ("alpha",)),
    "SGD, as told": (adamtext.sgd(0.5), {"alpha": 0.5}, "SGD", {}, ()),
    "a limit": (
        mistaken("gradient_clipped", limit=0.25), DEFAULTS, "gradient_clipped", {"limit": 0.25}, ()
    ),
    "a limit of steps": (
        mistaken("updates_clipped", limit=0.3), DEFAULTS, "updates_clipped", {"limit": 0.3}, ()
    ),
    "a limit of steps, default": (
        mistaken("updates_clipped", limit=0.3), {}, "updates_clipped", {"limit": 0.3}, ()
    ),
    "a limit, an alpha": (
        mistaken("gradient_clipped", alpha=0.02, limit=0.25), {}, "gradient_clipped",
        {"alpha": 0.02, "limit": 0.25}, ("alpha",),
    ),
    "a limit of weights": (
        mistaken("weights_clipped", limit=0.25), DEFAULTS, "weights_clipped", {"limit": 0.25}, ()
    ),
    "two mistakes": (
        mistaken("no_correction and no_square_root"), DEFAULTS, "no_correction and no_square_root",
        {}, (),
    ),
    "two mistakes, an alpha": (
        mistaken("eps_outside_fraction and wrong_sign", alpha=0.3), {},
        "eps_outside_fraction and wrong_sign", {"alpha": 0.3}, ("alpha",),
    ),
    "a mistake in AdamW": (
        mistaken("AdamW and wrong_sign", **DECAY), DEFAULTS, "AdamW and wrong_sign", DECAY, ()
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "known", "title", "more", "estimated"), FOUND.values(), ids=FOUND)
def test_what_is_found(rule, known, title, more, estimated):
    match = identify([seen(rule, **known)])
    assert match.candidate.title == title
    assert match.values == pytest.approx(known | more, rel=1e-9)
    assert match.estimated == estimated
    assert title in match.alike


def test_what_is_none_of_them_is_not_found():
    def step(theta, g, state):
        return theta - 1e-3 * np.sin(1e3 * g), state

    assert identify([seen(Optimizer(lambda theta: None, step))]) is None


def test_a_rule_must_fit_with_all_settings():
    default = seen(adam(), **DEFAULTS)
    match = identify([default, seen(adam(**OTHERS), **OTHERS)])
    assert (match.candidate, match.values) == (ADAM, DEFAULTS)
    look = Search([default, seen(adam(), **OTHERS)], DECIDING, {}, ())
    assert list(look.exactly([ADAM])) == []


def test_only_those_streams_decide_that_are_named():
    climbs = [seen(mistaken("climbs_on_matrices"), **DEFAULTS)]
    assert identify(climbs).candidate.title == "climbs_on_matrices"
    assert identify(climbs, VECTORS).candidate == ADAM


def test_a_mistake_on_vectors_is_found_beside_a_decay_of_matrices():
    def rule_for(theta):
        return adamw(weight_decay=0.1) if theta.ndim > 1 else mistaken("no_correction")

    rule = Optimizer(
        lambda theta: rule_for(theta).init(theta),
        lambda theta, g, state: rule_for(theta).step(theta, g, state),
    )
    match = identify([seen(rule, **DEFAULTS)], VECTORS)
    assert (match.candidate.title, match.values) == ("no_correction", DEFAULTS)


def test_a_decay_that_is_told_is_not_searched_for():
    decays = seen(adamw(weight_decay=0.1), **DEFAULTS)
    assert identify([decays], told=DECAY).values == DEFAULTS | DECAY
    for told, found in ((DECAY, [DECAY]), (L2, [L2]), ({}, [DECAY])):
        assert Search([decays], DECIDING, told, ()).extras(ADAMW, {}) == found
    assert list(Search([decays], DECIDING, L2, ()).exactly([ADAMW])) == []


def test_a_decay_is_not_searched_for_where_nothing_decays_or_even_0_is_another_rule():
    for rule in (adam(), adamtext.sgd(0.1)):
        assert Search([seen(rule, **DEFAULTS)], DECIDING, {}, ()).extras(ADAMW, {}) == []


def test_what_has_no_hyper_parameter_of_its_own_is_tried_as_it_is():
    assert Search([seen(adam())], DECIDING, {}, ()).extras(ADAM, {}) == [{}]


# The parts of a search


def test_the_nearest_is_best_and_those_as_near_are_alike():
    matches = {name: Match(ADAM._replace(title=name), {}) for name in "abcde"}
    found = [(1e-3, "a"), (1e-10, "b"), (1.9e-9, "c"), (1e-10, "b"), (2.1e-9, "d")]
    nearest = best([(far, matches[name]) for far, name in found])
    assert nearest == matches["b"]._replace(alike=("b", "c"))
    nearest = best([(1e-9, matches["a"]), (0.0, matches["b"])])
    assert nearest == matches["b"]._replace(alike=("b", "a"))
    nearest = best(
        [(far, matches[name]) for far, name in ((1e-3, "a"), (1.1e-2, "b"), (9e-3, "c"))]
    )
    assert nearest == matches["a"]._replace(alike=("a", "c"))


def test_what_fits_in_part_is_of_no_known_kind():
    match = Match(ADAM, DEFAULTS)
    assert match.unsure() == match._replace(candidate=ADAM._replace(kind="unknown"))


def test_how_far_is_the_distance_of_the_worst_setting():
    near = seen(adam(), **DEFAULTS)
    paths = {name: [(1 + 3e-8) * x for x in path] for name, path in near.paths.items()}
    look = Search([near, near._replace(paths=paths), near], DECIDING, {}, ())
    assert look.far(ADAM, {}) == pytest.approx(3e-8, rel=0.1)
    assert look.far(ADAM, {"eps": 1e-3}) is None
    assert Search([near], DECIDING, {}, ()).far(ADAM, {}) < 1e-12


def test_what_needs_an_alpha_is_given_one():
    look = Search([seen(adam())], DECIDING, {}, ())
    sgd = next(c for c in relatives() if c.title == "SGD")
    assert look.needed(sgd) == {"alpha": 1e-3}
    assert look.needed(ADAM) == {}
    assert Search([seen(adamtext.sgd(1e-3))], DECIDING, {}, ()).far(sgd, {}) < 1e-12


def test_two_mistakes_that_make_no_number_explain_nothing():
    def rule(alpha=1e-3, factor=np.nan):
        return Optimizer(lambda theta: None, lambda theta, g, s: (theta * factor, s))

    def in_part(alpha=1e-3):
        return rule(factor=np.r_[np.nan, np.ones(14)])

    look = Search([seen(rule())], DECIDING, {}, ())
    one = Candidate("nothing", rule, ("no_correction",))
    two = one._replace(mistakes=("no_correction", "no_eps"))
    assert not look.tells(one, {})
    assert look.tells(ADAM, {})
    assert look.tells(one._replace(rule=in_part), {})
    assert [match.candidate for _, match in look.exactly([one, two])] == [one]


def test_an_alpha_is_rounded_and_must_fit():
    look = Search([seen(adam(0.3))], DECIDING, {}, ALL)
    fixed = Candidate("fixed", lambda beta1=0.9: adam(0.3, beta1))
    ((far, match),) = look.with_alpha([fixed, ADAM, *singles(False)[-1:]])
    assert (match.candidate, match.values, match.estimated) == (ADAM, {"alpha": 0.3}, ("alpha",))
    assert far < 1e-7


def test_relatives_with_another_eps_are_found_in_the_end():
    name = "AdaMax, with eps inside the maximum as in torch"
    candidate = next(c for c in relatives() if c.title == name)
    for alpha, known in ((2e-3, {}), (0.5, {}), (0.5, {"alpha": 0.5})):
        observation = seen(RELATIVES[name](alpha=alpha, eps=1e-9), **known)
        unknown = tuple(k for k in ALL if k not in known)
        look = Search([observation], DECIDING, {}, unknown)
        assert list(look.exactly([candidate])) == []
        ((far, match),) = look.roughly([candidate, ADAM])
        assert match.candidate == candidate
        assert match.values["alpha"] == pytest.approx(alpha, rel=1e-6)
        assert far < 3e-5


@pytest.mark.parametrize(
    ("dtype", "part", "found"),
    [
        ("float64", 2e-5, True),
        ("float64", 4e-5, False),
        ("float32", 8e-5, True),
        ("float32", 1.2e-4, False),
    ],
)
def test_what_is_found_in_the_end_may_differ_by_a_few_parts_in_100_000(dtype, part, found):
    right = seen(adam(), **DEFAULTS)
    paths = {name: [(1 + part) * x for x in path] for name, path in right.paths.items()}
    both = [right._replace(dtype=dtype), right._replace(paths=paths, dtype=dtype)]
    assert bool(list(Search(both, DECIDING, {}, ()).roughly([ADAM]))) == found


def test_what_is_found_in_the_end_is_found_in_the_first_setting():
    def other(alpha, beta1, beta2, eps):
        return adamtext.amsgrad(alpha, beta1, beta2, 1.1 * eps)

    both = [seen(other(**h), **h) for h in (DEFAULTS, OTHERS)]
    match = identify(both)
    assert (match.candidate.title, match.values) == ("AMSGrad", DEFAULTS)


def test_where_no_alpha_can_be_seen_the_default_is_taken_in_the_end():
    look = Search([seen(mistaken("wrong_sign"))], DECIDING, {}, ALL)
    assert look.guessed(ADAM, look.observations[0]) == {}
    assert look.guessed(ADAM, seen(adam(0.3))) == pytest.approx({"alpha": 0.3})
    sgd = next(c for c in relatives() if c.title == "SGD")
    assert look.guessed(sgd, look.observations[0]) == {"alpha": 1e-3}
