"""The parts of an examination, one by one: observations, looks, and what steps owe their user."""

import functools

import numpy as np
import pytest

import adamtext
from adamtext import Optimizer, adam, adamw
from adamtext.teach.examine import properties
from adamtext.teach.examine.candidates import ADAM, DEFAULTS, Candidate, answer
from adamtext.teach.examine.look import Finding, Look, large, near, unit
from adamtext.teach.examine.manners import MANNERS
from adamtext.teach.examine.observe import (
    Observation,
    apart,
    biggest,
    depends_on_theta,
    distance,
    observe,
    residual,
)
from adamtext.teach.examine.properties import TESTS
from adamtext.teach.examine.subject import Subject, name_of, trial, without_effect
from adamtext.teach.examine.work import CannotBeExamined, PairAtWork
from adamtext.teach.mistakes import MISTAKES

OF_STEPS = [name for name in TESTS if name not in MANNERS]


def look_at(rule, decay=0.0, **h):
    """Look at an optimiser that ``rule`` makes of the defaults, or of others."""
    h = DEFAULTS | h

    def start(thetas):
        return PairAtWork(rule(**h), thetas)

    return Look(start, h, observe(start, h), decay)


def wrong(look):
    """What each test of steps that is failed got, by name."""
    made = {name: TESTS[name](look) for name in OF_STEPS}
    return {name: one[2] for name, one in made.items() if one is not None and not one[0]}


# What steps owe

TOLD_OF_ADAM = {
    "first step": (
        "the first step is alpha, against the gradient's sign",
        "1, -1 alpha for gradients of sign +, -",
    ),
    "constant gradient": (
        "a constant gradient's steps are all alpha",
        "1, 1, 1, 1, 1, 1, 1 alpha at t = 1, 2, 5, 12, 50, 400, 1000",
    ),
    "long steps": (
        "980 gradients of 1e-3, then 12 of 1: steps of up to 5.21 alpha",
        "up to 5.21 alpha",
    ),
    "scale": ("gradients 1024 times as large give the same steps", "steps 1 times as large"),
    "eps": ("a gradient as small as eps gives steps of alpha / 2", "0.5, 0.5 alpha at t = 1, 2"),
    "zero gradient": (
        "two zeros move nothing, and then a gradient moves theta by 0.639 alpha",
        "0, 0, 0.639 alpha",
    ),
    "sparse gradient": (
        "one gradient and 99 zeros move theta by 6.01 alpha in all",
        "6.01 alpha",
    ),
    "weight decay": (
        "weights without gradients stay, or all lose the same part (AdamW), matrices as well",
        f"weights of 2, -4, 0.25, and a matrix of them, lose {', '.join('0' * 9)} of themselves",
    ),
}


def test_what_is_said_of_adam():
    look = look_at(adam)
    for name, told in TOLD_OF_ADAM.items():
        passed, *words = TESTS[name](look)
        assert passed, name
        assert tuple(words) == told
    assert TOLD_OF_ADAM.keys() == set(OF_STEPS)


@pytest.mark.parametrize(
    "h",
    [
        {"alpha": 5.0},
        {"beta1": 0.5, "beta2": 0.9},
        {"beta1": 0.0},
        {"eps": 1e-3},
        {"eps": 1.0},
        {"eps": 100.0},
        {"eps": 1e-12},
    ],
    ids=str,
)
def test_adam_passes_with_any_hyper_parameters(h):
    assert wrong(look_at(adam, **h)) == {}


@pytest.mark.parametrize("decay", [1e-2, 0.5])
def test_adamw_passes_where_its_decay_is_known(decay):
    rule = functools.partial(adamw, weight_decay=decay)
    assert wrong(look_at(rule, decay=1e-3 * decay)) == {}


GOT = {
    "wrong_sign": {
        "first step": "-1, 1 alpha for gradients of sign +, -",
        "constant gradient": "-1, -1, -1, -1, -1, -1, -1 alpha at t = 1, 2, 5, 12, 50, 400, 1000",
        "eps": "-0.5, -0.5 alpha at t = 1, 2",
        "zero gradient": "0, 0, -0.639 alpha",
        "sparse gradient": "-6.01 alpha",
    },
    "eps_inside_root": {"eps": "0.0001, 0.0001 alpha at t = 1, 2"},
    "lazy_steps": {"sparse gradient": "1.00 alpha"},
    "t_stuck": {
        "constant gradient": "1, 1.34, 1.83, 2.08, 1.42, 0.551, 0.398"
        " alpha at t = 1, 2, 5, 12, 50, 400, 1000",
        "long steps": "up to 2.08 alpha",
        "eps": "0.5, 0.787 alpha at t = 1, 2",
        "zero gradient": "0, 0, 1 alpha",
        "sparse gradient": "10.04 alpha",
    },
    "decay_on_matrices": {
        "weight decay": "weights of 2, -4, 0.25, and a matrix of them, lose "
        "0, 0, 0, 1e-05, 1e-05, 1e-05, 1e-05, 1e-05, 1e-05 of themselves",
    },
}


@pytest.mark.parametrize("name", GOT)
def test_what_is_said_of_mistakes(name):
    assert {k: v for k, v in wrong(look_at(MISTAKES[name].rule)).items() if k in GOT[name]} == (
        GOT[name]
    )


@pytest.mark.parametrize(
    ("test", "times", "right"),
    [
        (properties.long_steps, 1.0005, True),
        (properties.long_steps, 1.002, False),
        (properties.sparse_gradient, 1.005, True),
        (properties.sparse_gradient, 1.02, False),
    ],
)
def test_long_steps_may_differ_by_a_thousandth_and_long_ways_by_a_hundredth(test, times, right):
    look = look_at(adam)
    longer = look._replace(h=look.h | {"alpha": look.h["alpha"] / times})
    assert test(longer)[0] == right


def test_sgd_grows_with_its_gradients():
    look = look_at(lambda alpha, **others: adamtext.sgd(alpha))
    assert wrong(look)["scale"] == "steps 1.02e+03 times as large"


@pytest.mark.parametrize(("decay", "right"), [(999.0, True), (1000.0, False), (-0.1, False)])
def test_weights_may_lose_less_than_all_and_gain_nothing(decay, right):
    def rule(alpha, **others):
        return Optimizer(lambda theta: None, lambda theta, g, s: (theta * (1 - alpha * decay), s))

    assert properties.weight_decay(look_at(rule))[0] == right


def test_what_cannot_be_tested_is_not():
    for name in ("eps", "zero gradient", "weight decay"):
        assert TESTS[name](look_at(adam, eps=0.0)) is None
    half = look_at(adam)
    half = half._replace(seen=half.seen._replace(dtype="float32"))
    assert properties.eps(half) is None
    assert properties.zero_gradient(half)[0]
    assert properties.weight_decay(half)[0]


def test_notes_decide_nothing_and_what_raises_has_failed():
    def step(theta, g, state):
        if len(g.shape) > 1:
            raise RuntimeError("no matrices")
        theta -= 1e-3 * g
        return theta, state

    look = look_at(adam)
    pair = Optimizer(lambda theta: np.zeros(1), step)
    found = {
        f.name: f for f in properties.tested(look._replace(start=lambda x: PairAtWork(pair, x)))
    }
    assert list(found) == list(TESTS)
    assert found["coordinates"][1:4] == (False, "it takes steps", "RuntimeError: no matrices")
    assert found["in place"].got == "it changes theta in place"
    assert not found["in place"].passed
    assert not found["in place"].required
    assert found["first step"].required
    assert "eps" not in {f.name for f in properties.tested(look_at(adam, eps=0.0))}


def test_a_shape_that_is_lost_is_more_than_a_note():
    def step(theta, g, state):
        return theta.ravel(), state

    look = look_at(adam)
    pair = Optimizer(lambda theta: None, step)
    found = {
        f.name: f for f in properties.tested(look._replace(start=lambda x: PairAtWork(pair, x)))
    }
    assert found["shape and dtype"].got == "(2, 3) became (6,)"
    assert found["shape and dtype"].required


# Looks


def test_a_finding_decides_and_nothing_decays_unless_it_is_said():
    assert Finding("first step", True, "1 alpha", "1 alpha").required
    look = look_at(adam)
    assert Look(look.start, look.h, look.seen).decay == 0


@pytest.mark.parametrize(
    ("dtype", "tolerance", "digit"),
    [
        ("float64", 1e-3, 0),
        ("float32", 2e-3, 2.0**-23),
        ("float16", 1.0, 2.0**-10),
        ("bfloat16", 10.0, 2.0**-7),
    ],
)
def test_fewer_digits_are_forgiven_more(dtype, tolerance, digit):
    look = look_at(adam)
    look = look._replace(seen=look.seen._replace(dtype=dtype))
    assert look.tolerance == pytest.approx(tolerance, rel=1e-12)
    assert unit(look) == digit


@pytest.mark.parametrize("eps", [0.0, 1e-8, 1.0, 100.0])
def test_a_large_gradient_is_large_beside_eps_and_by_itself(eps):
    g = large(Look(None, DEFAULTS | {"eps": eps}, None))
    assert g > 1e5 * eps
    assert g > 100


def test_what_is_near_is_so_everywhere_and_a_number():
    assert near([1.0, 2.0], [1.0, 2.5], 0.5)
    assert not near([1.0, 2.0], [1.0, 2.51], 0.5)
    for x in (np.nan, np.inf, -np.inf):
        assert not near([1.0, x], 1.0, 0.5)
        assert not near([x, x], 1.0, 0.5)


# What was observed


def test_a_path_is_measured_against_its_length():
    y = np.array([[1.0, -2.0], [3.0, -4.0]])
    rest = residual(y + np.diag([0.5, -1.0]), y, 0.0, 1.0, "float64")
    np.testing.assert_allclose(rest, [[0.5 / 3.001, 0], [0, -1 / 4.001]], rtol=1e-12)
    assert apart([y + 0.3], [y], [0.0], 1.0) == pytest.approx(0.3 / 3.001)
    assert apart([y, y + 0.3], [y, y], [0.0, 0.0], 1.0) == pytest.approx(0.3 / 3.001)
    assert residual(y[:1], y, 0.0, 1.0, "float64") is None
    assert apart([y[:1], y], [y, y], [0.0, 0.0], 1.0) == np.inf
    with pytest.raises(ValueError, match="zip"):
        apart([y], [y, y], [0.0, 0.0], 1.0)


def test_nan_agrees_with_nan_and_infinity_with_infinity():
    x = np.array([[1.0, np.nan, np.inf]])
    np.testing.assert_array_equal(residual(x, x, 0.0, 1.0, "float64"), 0 * x[:, :1] + [0, 0, 0])
    for other in ([1.0, 0.0, np.inf], [1.0, np.inf, np.inf], [1.0, np.nan, 0.0]):
        assert residual(x, np.array([other]), 0.0, 1.0, "float64") is None
        assert residual(np.array([other]), x, 0.0, 1.0, "float64") is None


@pytest.mark.parametrize(
    ("dtype", "unit"),
    [("float64", 2.0**-52), ("float32", 2.0**-23), ("float16 inside", 2.0**-10),
     ("bfloat16", 2.0**-7)],
)  # fmt: skip
def test_the_rounding_of_weights_is_forgiven(dtype, unit):
    theta, y = np.array([0.3, -0.5]), np.array([[1.0, 2.0]])
    forgiven = 8 * unit * (0.5 + 2)
    rest = residual(y + forgiven, y, theta, 1.0, dtype)
    assert abs(rest).max() <= 1e-15
    far = residual(y + 2 * forgiven, y, theta, 1.0, dtype)
    np.testing.assert_allclose(far, [[forgiven / 1.001, forgiven / 2.001]], rtol=1e-3)
    from_zero = residual(y + forgiven, y, 0 * theta, 1.0, dtype)
    assert np.all(from_zero > 0)


def test_the_longest_way_is_finite():
    assert biggest([np.array([0.1, -0.3]), np.array([np.inf, 0.2, np.nan])]) == 0.3
    assert isinstance(biggest([np.ones(1)]), float)


@pytest.mark.parametrize(("rule", "depends"), [(adam, False), (adamw, True)])
def test_steps_that_depend_on_where_theta_is(rule, depends):
    assert depends_on_theta(look_at(rule).seen) is depends
    assert depends_on_theta(look_at(rule).seen._replace(setting={})) is depends


@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    [("float64", 1e-7), ("float32", 1e-4), ("float16", 5e-2), ("float16 inside", 5e-2),
     ("bfloat16", 0.5)],
)  # fmt: skip
def test_ways_may_differ_by_as_much_as_the_precision_lets_them(dtype, tolerance):
    seen = look_at(adam).seen._replace(dtype=dtype)
    for part, depends in ((0.8 * tolerance, False), (1.2 * tolerance, True)):
        # from weights as large as these, so large ways that rounding is nothing beside them
        paths = {name: [1e6 * x for x in path] for name, path in seen.paths.items()}
        paths |= {name: [(1 + part) * x for x in paths[name]] for name in ("weights", "matrix")}
        assert depends_on_theta(seen._replace(paths=paths)) is depends


def test_what_is_nothing_beside_the_longest_way_depends_on_nothing():
    seen = look_at(adam).seen._replace(setting={})
    way = seen.paths["weights"][0]
    assert np.all(way[:, 0] == 0)
    for part, depends in ((5e-11, False), (5e-10, True)):
        moved = way + part * np.array([biggest([way]), 0, 0, 0])
        paths = seen.paths | {"weights": [moved]}
        assert depends_on_theta(seen._replace(paths=paths)) is depends


def in_precision(dtype, least=0):
    """Adam that rounds theta to a precision, if it has ``least`` dimensions."""
    right = adam(eps=1e-3)

    def step(theta, g, state):
        theta, state = right.step(theta, g, state)
        return theta.astype(dtype) if theta.ndim >= least else theta, state

    return lambda thetas: PairAtWork(Optimizer(right.init, step), thetas)


def test_the_narrowest_precision_is_the_one_it_works_in():
    for dtype in ("float64", "float32", "float16"):
        assert observe(in_precision(dtype), {}).dtype == dtype


def test_what_is_coarse_with_matrices_only_is_forgiven_nothing():
    assert observe(in_precision("float16", least=2), {}).dtype == "float64"


def test_distances_are_those_of_the_worst_stream_that_is_asked_for():
    seen = look_at(MISTAKES["lazy_steps"].rule).seen
    assert distance(seen, ADAM, DEFAULTS, ["ladder", "weights"]) < 1e-7
    assert distance(seen, ADAM, DEFAULTS, ["sparse"]) > 0.1
    assert distance(seen, ADAM, DEFAULTS, ["ladder", "sparse"]) == (
        distance(seen, ADAM, DEFAULTS, ["sparse"])
    )
    assert distance(seen, ADAM, DEFAULTS, ["first"]) < 1e-7
    longer = seen._replace(paths={"first": [1.5 * x for x in seen.paths["first"]]})
    assert distance(longer, ADAM, DEFAULTS, ["first"]) == pytest.approx(0.5, rel=1e-3)
    assert Observation({"alpha": 0.5}, {}).alpha == 0.5
    assert Observation({}, {}).alpha is None


@pytest.mark.parametrize("name", ["first", "ladder"])
def test_in_half_precision_only_gradients_that_have_digits_there_are_compared(name):
    h = DEFAULTS | {"eps": 1e-3}
    (half,) = answer(adam, tuple(h.items()), name, "float16")
    seen = Observation(h, {name: [half]}, "float16")
    assert distance(seen, ADAM, h, [name]) == 0
    for column, size in enumerate(10.0 ** np.arange(-11, 4)):
        moved = half + 1.0 * (np.arange(15) == column)
        far = distance(seen._replace(paths={name: [moved]}), ADAM, h, [name])
        assert (far > 0) == (size in (0.1, 1, 10)), size
        whole = seen._replace(paths={name: [moved]}, dtype="float32")
        assert distance(whole, ADAM, h, [name]) > 0.1


def test_weights_in_half_precision_are_compared_as_they_are():
    h = DEFAULTS | {"eps": 1e-3}
    for name in ("weights", "matrix"):
        paths = {name: answer(adam, tuple(h.items()), name, "float16")}
        assert distance(Observation(h, paths, "float16"), ADAM, h, [name]) == 0


def test_a_candidate_that_cannot_step_in_half_precision_is_far_away():
    def rule():
        def step(theta, g, state):
            raise ZeroDivisionError

        return Optimizer(lambda theta: None, step)

    seen = look_at(adam).seen._replace(dtype="float16")
    assert distance(seen, Candidate("never", rule), {}, ["ladder"]) == np.inf


# What is examined


def as_subject(rule, takes=tuple(DEFAULTS)):
    return Subject("mine", "a rule", lambda x, values: PairAtWork(rule(**values), x), takes)


def at_work(step):
    """What sets a step without a state to work."""
    return lambda thetas: PairAtWork(Optimizer(lambda theta: None, step), thetas)


def test_only_what_takes_values_is_given_them():
    subject = Subject("mine", "", lambda thetas, values: (thetas, values), takes=("alpha",))
    assert subject.with_values({"alpha": 0.5})("x") == ("x", {"alpha": 0.5})
    assert subject._replace(takes=()).with_values({"alpha": 0.5})("x") == ("x", {})


def test_a_trial_is_three_steps_of_a_vector_and_a_matrix():
    seen = []

    def step(theta, g, state):
        seen.append(g)
        return theta - g, state

    assert trial(at_work(step)) is None
    assert [g.shape for g in seen] == 3 * [(2,), (2, 3)]
    numbers = np.concatenate([g.ravel() for g in seen])
    assert np.all(numbers > 0)
    assert len(np.unique(numbers)) == len(numbers)
    seen.clear()
    assert trial(at_work(step), one=True) is None
    assert [g.shape for g in seen] == 3 * [(2,)]


def test_a_trial_tells_why_it_failed():
    def raises(theta, g, state):
        if theta.ndim > 1:
            raise ValueError("no matrices")
        return theta - g, state

    def rests(theta, g, state):
        return theta - g * (theta.ndim == 1), state

    def wakes(theta, g, state):
        return theta - g * (state > 0), state + 1

    late = Optimizer(lambda theta: 0, wakes)
    assert trial(lambda thetas: PairAtWork(late, thetas)) is None
    assert str(trial(at_work(raises))) == "no matrices"
    assert trial(at_work(raises), one=True) is None
    error = trial(at_work(rests))
    assert isinstance(error, CannotBeExamined)
    assert str(error) == "three steps moved nothing"
    assert trial(at_work(rests), one=True) is None


def test_hyper_parameters_without_effect():
    def in_part(alpha, beta1, beta2, eps):
        return adam(alpha, beta1)

    assert without_effect(as_subject(adam)) == []
    assert without_effect(as_subject(in_part)) == ["beta2", "eps"]
    assert without_effect(as_subject(lambda eps: adam(), ("eps",))) == ["eps"]
    assert without_effect(as_subject(lambda alpha: adamtext.sgd(alpha), ("alpha",))) == []
    undefined = Subject("mine", "", lambda x, values: at_work(lambda w, g, s: (w * np.nan, s))(x))
    assert without_effect(undefined._replace(takes=("alpha",))) == ["alpha"]


def test_names_of_functions_and_of_what_is_made_of_them():
    assert name_of(adam) == "adam"
    assert name_of(functools.partial(adam, eps=1, alpha=0.5)) == "adam(eps=1, alpha=0.5)"
    twice = functools.partial(functools.partial(name_of), x=3)
    assert name_of(twice) == "name_of(x=3)"
    assert name_of(adam()) == "Optimizer"
