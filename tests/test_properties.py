"""Properties of the heart: what holds for any numbers, shapes and precisions, not for some."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import LIBRARIES, to_numpy
from numpy.testing import assert_allclose, assert_array_equal
from test_optimizers import RULES, descend

from adamtext import arrays, averages, bounds, objectives, online
from adamtext.rule import ALLOWED, Optimizer, check_hyperparameter, coordinatewise, moving
from adamtext.trajectory import run


def few(max_examples=25):
    return settings(max_examples=max_examples, deadline=None, derandomize=True)


names = st.sampled_from(sorted(RULES))
seeds = st.integers(0, 2**32 - 1)
betas = st.floats(0, 1, exclude_max=True, allow_subnormal=False)
BY_SCALE = ["adam", "adam_efficient", "adam_factored", "adamax", "amsgrad", "adamw", "rmsprop"]


def gradients(seed, steps=6, shape=(5,)):
    return np.random.default_rng(seed).normal(size=(steps, *shape))


def no_eps(name):
    """Return the rule without an eps, which has a scale."""
    if (
        name == "adagrad"
        or name in ("rmsprop", "adam_factored")
        or name.startswith(("adam", "ams"))
    ):
        return RULES[name](**{"eps_hat" if name == "adam_efficient" else "eps": 0.0})
    return RULES[name]()


# ---- metamorphic relations: what becomes of the steps when the gradients are changed


@given(name=st.sampled_from([*BY_SCALE, "adagrad"]), seed=seeds, power=st.integers(-40, 40))
@few()
def test_gradients_times_a_power_of_two_give_the_same_steps(name, seed, power):
    g, start = gradients(seed), np.ones(5)
    theta, _ = descend(no_eps(name), start, g)
    scaled, _ = descend(no_eps(name), start, g * 2.0**power)
    assert_allclose(scaled, theta, rtol=1e-15)


@given(name=names, seed=seeds)
@few()
def test_mirrored_gradients_give_mirrored_steps(name, seed):
    g, start = gradients(seed), np.linspace(-1, 1, 5)
    theta, _ = descend(RULES[name](), start, g)
    assert_array_equal(descend(RULES[name](), -start, -g)[0], -theta)


@given(name=names, seed=seeds)
@few()
def test_coordinates_may_be_given_in_any_order(name, seed):
    order = np.random.default_rng(seed).permutation(5)
    g, start = gradients(seed), np.linspace(-1, 1, 5)
    theta, state = descend(RULES[name](), start, g)
    other, state_of_other = descend(RULES[name](), start[order], g[:, order])
    assert_array_equal(other, theta[order])
    for part, one in zip(state_of_other[1:], state[1:], strict=True):
        assert_array_equal(part, one[order])


def lopsided(**hyperparameters):
    """Return a rule with a scale, a side, and a coordinate before all others."""

    def step(theta, g, state):
        first = np.arange(len(g)) == 0
        return theta - 0.1 * g - 1e-3 * first, state

    return Optimizer(lambda theta: (0,), coordinatewise(step))


@pytest.mark.parametrize(
    ("holds", "drawn"),
    [
        (test_gradients_times_a_power_of_two_give_the_same_steps, {"power": 5}),
        (test_mirrored_gradients_give_mirrored_steps, {}),
        (test_coordinates_may_be_given_in_any_order, {}),
    ],
)
def test_a_rule_without_a_property_is_found(holds, drawn, monkeypatch):
    monkeypatch.setitem(RULES, "adam", lopsided)
    with pytest.raises(AssertionError):
        holds.hypothesis.inner_test(name="adam", seed=1412, **drawn)


STORED = {
    "itself": lambda state: state,
    "pickle": lambda state: pickle.loads(pickle.dumps(state)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", RULES)
def test_a_stored_state_goes_on_bit_for_bit(name, library):
    rows = [LIBRARIES[library](g) for g in gradients(8, steps=9)]
    start = LIBRARIES[library](np.ones(5))
    whole, last = descend(RULES[name](), start, rows)
    half, state = descend(RULES[name](), start, rows[:4])
    for way, stored in STORED.items():
        if way != "itself" and library == "array_api_strict":  # its arrays cannot be pickled
            continue
        theta, again = half, stored(state)
        assert type(again) is type(state)
        for g in rows[4:]:
            theta, again = RULES[name]().step(theta, g, again)
        assert_array_equal(to_numpy(theta), to_numpy(whole), err_msg=way)
        for part, one in zip(again, last, strict=True):
            assert_array_equal(to_numpy(part), to_numpy(one))


@given(name=names, seed=seeds, steps=st.integers(0, 5))
@few()
def test_a_run_is_its_steps(name, seed, steps):
    g = gradients(seed)
    trajectory = run(RULES[name](), lambda theta, t: g[t - 1], np.ones(5), steps)
    assert len(trajectory.theta) == len(trajectory.g) + 1 == steps + 1
    theta, state = descend(RULES[name](), np.ones(5), g[:steps])
    assert_array_equal(trajectory.theta[-1], theta)
    if steps:
        assert [*trajectory.state.t] == [*range(1, steps + 1)]
        assert_array_equal(trajectory.state[1][-1], state[1])


@given(name=names, seed=seeds)
@few()
def test_splitting_the_coordinates_changes_nothing(name, seed):
    g, start = gradients(seed), np.ones(5)
    whole, _ = descend(RULES[name](), start, g)
    parts = [descend(RULES[name](), start[part], g[:, part])[0] for part in (slice(2), slice(2, 5))]
    assert_array_equal(np.concatenate(parts), whole)


# ---- numbers of every size and precision

HALVES = [("numpy", "float16"), ("numpy", "float32")]
HALVES += [(library, dtype) for library in ("torch", "jax") for dtype in ("float16", "bfloat16")]
EPS = {"eps_hat": 1e-3, "eps": 1e-3}


def with_large_eps(name):
    """Return the rule with an eps that float16 can hold."""
    for key in EPS:
        try:
            return RULES[name](**{key: EPS[key]})
        except TypeError:
            continue
    return RULES[name]()


@pytest.mark.parametrize(("library", "dtype"), HALVES)
@pytest.mark.parametrize("name", RULES)
def test_half_precision_stays_near(name, dtype, library):
    g, start = gradients(9, steps=10).astype(np.float32), np.ones(5, np.float32)
    expected, _ = descend(with_large_eps(name), start, g)
    make = in_library(library, dtype)
    theta, state = descend(with_large_eps(name), make(start), [make(row) for row in g])
    assert all(dtype in str(part.dtype) for part in (theta, *state[1:]))
    found = np.asarray(theta.float() if library == "torch" else theta, np.float32)
    scale = 1 + abs(expected - 1).max()
    assert abs(found - expected).max() <= {"float32": 1e-5}.get(dtype, 0.08) * scale


def in_library(library, dtype):
    if library == "numpy":
        return lambda x: np.asarray(x, dtype)
    module = pytest.importorskip("torch" if library == "torch" else "jax.numpy")
    return lambda x: getattr(module, "tensor" if library == "torch" else "asarray")(
        x, dtype=getattr(module, dtype)
    )


@pytest.mark.parametrize("name", RULES)
def test_float32_gradients_of_1e30_do_not_move_what_divides_by_their_square(name):
    g = np.full((3, 4), 1e30, np.float32) * np.array([1, -1, 1, -1], np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        theta, _ = descend(RULES[name](), np.ones(4, np.float32), g)
    assert theta.dtype == np.float32
    if name in ("sgd", "momentum", "nesterov"):
        assert np.all(abs(theta) > 1e29)
    elif name == "adamax":  # which takes no square
        assert_allclose(abs(theta - 1), 3 * 2e-3, rtol=1e-4)
    else:  # 1e60 is infinite: the step is 0, or for AdaDelta, whose steps are squared, undefined
        assert np.all((abs(theta - 1) <= 1e-4) | np.isnan(theta))
        assert not np.isnan(theta).any() or name == "adadelta"


@given(name=names, exponent=st.integers(-1074, -300))
@few()
def test_denormal_gradients_move_nothing_far(name, exponent):
    g = np.array([1.0, -1.0]) * 2.0**exponent * np.ones((4, 1))
    with np.errstate(all="ignore"):
        theta, state = descend(with_large_eps(name), np.zeros(2), g)
    assert np.all(np.isfinite(theta))
    assert np.all(abs(theta) <= 1e-60)
    assert_array_equal(theta[0], -theta[1])
    assert all(np.all(np.isfinite(part)) for part in state)


@given(seed=seeds, beta1=st.sampled_from([0.0, 0.5, 0.9]), beta2=st.sampled_from([0.9, 0.999]))
@few()
def test_no_step_exceeds_the_bound(seed, beta1, beta2):
    g = gradients(seed, 12) * 10.0 ** np.random.default_rng(seed).integers(-8, 8, (12, 1))
    rule = RULES["adam"](alpha=1.0, beta1=beta1, beta2=beta2, eps=0.0)
    walk = run(rule, lambda theta, t: g[t - 1], np.zeros(5), 12)
    lengths = abs(np.diff(walk.theta, axis=0)).max(axis=1)
    bound = [bounds.step_bound(beta1, beta2, t) for t in range(1, 13)]
    assert np.all(lengths <= np.array(bound) * (1 + 1e-9))


@given(n=st.integers(1, 30), beta1=st.sampled_from([0.3, 0.9]))
@few()
def test_alternating_signs_nearly_cancel(n, beta1):
    g = (-1.0) ** np.arange(2 * n)[:, None]
    theta, state = descend(RULES["adam"](alpha=1.0, beta1=beta1, eps=0.0), np.zeros(1), g)
    signs = (1 - beta1) * (beta1 ** np.arange(2 * n - 1, -1, -1.0) @ g)
    assert_allclose(state.m, signs, atol=1e-14)
    assert np.all(abs(theta) <= 2 / (1 - beta1))


SHAPES = {
    "every second": lambda x: np.repeat(x, 2, axis=1)[:, ::2],
    "backwards": lambda x: x[:, ::-1].copy()[:, ::-1],
    "Fortran's order": np.asfortranarray,
    "read only": lambda x: np.broadcast_to(x, x.shape),
}


@pytest.mark.parametrize("laid", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", RULES)
def test_how_an_array_lies_in_memory_does_not_matter(name, laid):
    start, g = np.ones((3, 4)), gradients(10, shape=(3, 4))
    expected, _ = descend(RULES[name](), start, g)
    theta, _ = descend(RULES[name](), laid(start), [laid(row) for row in g])
    assert_array_equal(theta, expected)


@pytest.mark.parametrize("shape", [(0,), (), (3, 0), (1, 1, 1, 1, 2)])
@pytest.mark.parametrize("library", LIBRARIES)
def test_arrays_of_any_shape(library, shape):
    make = LIBRARIES[library]
    x = make(np.full(shape, 4.0))
    assert_array_equal(to_numpy(arrays.sqrt(x)), np.full(shape, 2.0))
    assert_array_equal(to_numpy(arrays.maximum(x, x + 1)), np.full(shape, 5.0))
    assert_array_equal(to_numpy(arrays.zeros_like(x)), np.zeros(shape))
    assert to_numpy(arrays.stack([x, x])).shape == (2, *shape)
    assert arrays.first_nonfinite(x) is None
    rows = arrays.Rows(2)
    rows.append(x)
    assert to_numpy(rows.stacked()).shape == (1, *shape)


@given(beta=st.floats(0.0, 0.999), seed=seeds)
@few()
def test_averages_are_linear_and_between(beta, seed):
    x, y = gradients(seed, 2, (7, 3))
    both = averages.ema(2 * x - y, beta)
    assert_allclose(both, 2 * averages.ema(x, beta) - averages.ema(y, beta), atol=1e-12)
    corrected = averages.ema(x, beta) / averages.bias_correction(beta, np.arange(1, 8))[:, None]
    lowest, highest = np.minimum.accumulate(x), np.maximum.accumulate(x)
    assert np.all((lowest - 1e-9 <= corrected) & (corrected <= highest + 1e-9))


@given(beta=betas, t=st.integers(1, 10**9))
@few(max_examples=100)
def test_corrections_grow_with_time_up_to_one(beta, t):
    now, later = averages.bias_correction(beta, t), averages.bias_correction(beta, t + 1)
    assert 0 < now <= later <= 1
    assert now >= (1 - beta) * (1 - 1e-15)


@given(beta1=betas, beta2=betas, t=st.integers(1, 10**7))
@few(max_examples=100)
def test_bounds_are_at_least_one_and_grow(beta1, beta2, t):
    for bound in (bounds.step_bound, bounds.adamax_step_bound):
        now, later = bound(beta1, beta2, t), bound(beta1, beta2, 2 * t)
        assert 1 - 1e-9 <= now
        assert later >= now * (1 - 1e-9) or math.isinf(now)
        assert bound(beta1, beta2) >= later * (1 - 1e-6)
    assert bounds.printed_bound(beta1, beta2) >= 1


@given(beta1=st.floats(0, 0.99), beta2=st.floats(0, 0.9999), seed=seeds)
@few()
def test_bounds_broadcast(beta1, beta2, seed):
    t = np.random.default_rng(seed).integers(1, 1000, (2, 1))
    grid = np.array([beta1, beta1 / 2, 0.0])
    for function in (bounds.step_bound, bounds.adamax_step_bound, bounds.uncorrected_ratio):
        table = function(grid, beta2, t)
        assert table.shape == (2, 3)
        assert table[1, 0] == function(beta1, beta2, int(t[1, 0]))


@given(seed=seeds, angle=st.floats(-7, 7))
@few()
def test_turning_keeps_lengths_and_slopes_are_slopes(seed, angle):
    theta, small = gradients(seed, 2, (2,))
    assert_allclose(np.hypot(*objectives.turned(theta, angle)), np.hypot(*theta))
    for problem in (objectives.quadratic([1.0, 30.0], angle), objectives.rosenbrock()):
        step = 1e-6 * small
        slope = problem.value(theta + step) - problem.value(theta - step)
        assert_allclose(slope, 2 * step @ problem.grad(theta, 1), rtol=1e-4, atol=1e-10)


@given(seed=seeds, low=st.floats(-3, 0), high=st.floats(0, 3))
@few()
def test_a_projected_rule_stays_inside(seed, low, high):
    rule = online.projected(RULES["sgd"](alpha=5.0), low, high)
    walk = run(rule, lambda theta, t: gradients(seed)[t - 1], np.zeros(5), 6)
    assert np.all((walk.theta >= low) & (walk.theta <= high))
    assert isinstance(rule, Optimizer)


@pytest.mark.parametrize("library", ["numpy", "torch", "jax", "array_api_strict"])
def test_what_vanishes_is_what_becomes_zero(library):
    make = LIBRARIES.get(library) or pytest.skip("not installed")
    for dtype, least in (("float32", 2.0**-149), ("float64", 5e-324)):
        theta = make(np.ones(2, dtype))
        assert not arrays.vanishes(least, theta)
        assert not arrays.vanishes(-least, theta)
        assert arrays.vanishes(0.0, theta)
    assert arrays.vanishes(2.0**-150, make(np.ones(2, np.float32)))
    assert not arrays.vanishes(2.0**-150 * 1.001, make(np.ones(2, np.float32)))
    if library != "array_api_strict":
        half = make(np.ones(2, np.float16))
        assert arrays.vanishes(2.0**-25, half)
        assert not arrays.vanishes(2.0**-25 * 1.001, half)


# ---- hyper-parameters


@given(value=st.floats(allow_nan=True, allow_infinity=True), name=st.sampled_from(sorted(ALLOWED)))
@few(max_examples=100)
def test_a_hyper_parameter_is_allowed_or_named(value, name):
    words, allows = ALLOWED[name]
    for given_value in (value, np.float32(0.5), np.array([0.5, value])):
        if words == "True or False":
            inside = np.ndim(given_value) == 0 and given_value in (True, False)
        else:
            inside = all(allows(float(one)) for one in np.ravel(given_value))
        if inside:
            check_hyperparameter(name, given_value)
        else:
            with pytest.raises(ValueError, match=f"^{name} must be "):
                check_hyperparameter(name, given_value)


@given(values=st.lists(st.floats(0, 0.999), min_size=1, max_size=6))
@few()
def test_powers_of_a_moving_beta_are_products(values):
    beta = moving("beta1", lambda t: values[t - 1])
    for t in range(len(values), 0, -1):
        assert beta(t) == values[t - 1]
        assert_allclose(beta(t) ** t, math.prod(values[:t]), rtol=1e-15)


SWEPT = ["alpha", "beta1", "beta2", "eps"]


@pytest.mark.parametrize("library", ["numpy", "torch", "jax"])
@pytest.mark.parametrize("swept", SWEPT)
@pytest.mark.parametrize("name", ["adam", "adamax", "amsgrad", "adamw", "adam_factored"])
def test_any_hyper_parameter_may_be_a_vector(name, swept, library):
    make = LIBRARIES.get(library) or pytest.skip("not installed")
    values = np.array([0.1, 0.5, 0.9])
    g = gradients(11, shape=(2, 3))
    together, _ = descend(RULES[name](**{swept: make(values)}), make(np.ones((2, 3))), map(make, g))
    for b, value in enumerate(values):
        alone, _ = descend(RULES[name](**{swept: float(value)}), np.ones(2), g[:, :, b])
        assert_allclose(to_numpy(together)[:, b], alone, rtol=1e-13)


def test_a_gradient_of_another_precision_is_brought_to_thetas():
    seen = []
    step = coordinatewise(lambda theta, g, state: (theta, seen.append(g.dtype)))
    step(np.ones(2, np.float32), np.ones(2), None)
    step(np.ones(2, np.float32), np.ones(2, np.float32), None)
    step(np.ones(2), np.ones(2, np.float32), None)
    assert seen == [np.float32, np.float32, np.float64]


# ---- inside JAX and PyTorch


@pytest.mark.parametrize("name", RULES)
def test_jit_vmap_and_grad_of_jax(name):
    jax = pytest.importorskip("jax")
    rule, g = RULES[name](), gradients(12, 3, (4, 5))
    start = np.linspace(0.5, 1.5, 20).reshape(4, 5)

    def last(theta, rows):
        state = rule.init(theta)
        for row in rows:
            theta, state = rule.step(theta, row * theta, state)
        return theta

    expected = np.stack([last(start[k], g[:, k]) for k in range(4)])
    found = jax.jit(jax.vmap(last, in_axes=(0, 1)))(start, g)
    assert_allclose(found, expected, rtol=1e-12)
    theta, rows = start[0], g[:, 0]
    slope = jax.grad(lambda theta: last(theta, rows).sum())(theta)
    small = 1e-6 * np.array([1.0, -2.0, 3.0, 1.0, -1.0])
    difference = last(theta + small, rows).sum() - last(theta - small, rows).sum()
    assert_allclose(difference, 2 * small @ slope, rtol=1e-4, atol=1e-11)


@pytest.mark.parametrize("name", RULES)
def test_autograd_of_torch_goes_through_a_step(name):
    torch = pytest.importorskip("torch")
    rule, start = RULES[name](), np.linspace(0.5, 1.5, 5)

    def last(theta):
        state = rule.init(theta)
        for _ in range(3):
            theta, state = rule.step(theta, theta**3, state)
        return theta.sum()

    theta = torch.tensor(start, requires_grad=True)
    last(theta).backward()
    small = 1e-6 * np.array([1.0, -2.0, 3.0, 1.0, -1.0])
    difference = last(start + small) - last(start - small)
    assert_allclose(difference, 2 * small @ theta.grad.numpy(), rtol=1e-4, atol=1e-11)
