"""What every rule owes its user: shapes, dtypes, batches, purity, honest refusals."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import LIBRARIES, to_numpy

import adamtext
from adamtext import adam, sgd

RULES = {
    "sgd": lambda **h: sgd(**{"alpha": 0.1} | h),
    "momentum": lambda **h: sgd(**{"alpha": 0.1, "momentum": 0.9} | h),
    "nesterov": lambda **h: sgd(**{"alpha": 0.1, "momentum": 0.9, "nesterov": True} | h),
    "adagrad": adamtext.adagrad,
    "rmsprop": adamtext.rmsprop,
    "adadelta": adamtext.adadelta,
    "adam": adamtext.adam,
    "adam_efficient": adamtext.adam_efficient,
    "adam_factored": adamtext.adam_factored,
    "adamax": adamtext.adamax,
    "amsgrad": adamtext.amsgrad,
    "amsgrad as printed": lambda **h: adamtext.amsgrad(**{"bias_correction": False} | h),
    "adamw": adamtext.adamw,
}


def descend(optimizer, theta, gradients):
    """Feed a stream of gradients; return the last theta and state."""
    state = optimizer.init(theta)
    for g in gradients:
        theta, state = optimizer.step(theta, g, state)
    return theta, state


def stream(seed, steps, shape, dtype=np.float64):
    """Gradients of very different sizes, none of them zero."""
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(steps, *shape)) * 10.0 ** rng.integers(-4, 4, shape)).astype(dtype)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", RULES)
def test_the_same_lines_serve_every_library(name, dtype, library):
    make, gradients = LIBRARIES[library], stream(1, 20, (3, 2), dtype)
    start = np.ones((3, 2), dtype)
    expected, _ = descend(RULES[name](), start, gradients)
    theta, state = descend(RULES[name](), make(start), [make(g) for g in gradients])
    assert dtype in str(theta.dtype)
    assert all(dtype in str(part.dtype) for part in state[1:])
    assert state.t == 20
    rtol = 1e-5 if dtype == "float32" else 1e-13
    np.testing.assert_allclose(to_numpy(theta), expected, rtol=rtol, atol=rtol)


@given(
    name=st.sampled_from(sorted(RULES)),
    shape=st.lists(st.integers(1, 4), min_size=0, max_size=3).map(tuple),
    dtype=st.sampled_from([np.float32, np.float64]),
    steps=st.integers(1, 12),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=150, deadline=None)
def test_shape_and_dtype_are_those_of_theta(name, shape, dtype, steps, seed):
    start = np.asarray(np.random.default_rng(seed).normal(size=shape), dtype)
    theta, state = descend(RULES[name](), start, stream(seed, steps, shape, dtype))
    for array in (theta, *state[1:]):
        assert array.shape == shape
        assert array.dtype == dtype
        assert np.all(np.isfinite(array))


@given(
    name=st.sampled_from(sorted(RULES)),
    rows=st.integers(1, 3),
    batch=st.integers(1, 40),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=150, deadline=None)
def test_a_batch_is_its_runs_bit_for_bit(name, rows, batch, dtype, seed):
    start = np.asarray(np.random.default_rng(seed).normal(size=(rows, batch)), dtype)
    gradients = stream(seed, 8, (rows, batch), dtype)
    together, _ = descend(RULES[name](), start, gradients)
    for b in range(batch):
        alone, _ = descend(RULES[name](), start[:, b], gradients[:, :, b])
        np.testing.assert_array_equal(together[:, b], alone)


@pytest.mark.parametrize("name", [name for name in RULES if name != "adadelta"])
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_a_vector_of_step_sizes_is_a_sweep(name, library):
    make = LIBRARIES[library]
    alphas = np.array([1e-3, 1e-2, 0.1])
    gradients = [make(g) for g in stream(3, 10, (2, 3))]
    swept, _ = descend(RULES[name](alpha=make(alphas)), make(np.ones((2, 3))), gradients)
    for b, alpha in enumerate(alphas):
        alone, _ = descend(
            RULES[name](alpha=float(alpha)), make(np.ones(2)), [g[:, b] for g in gradients]
        )
        np.testing.assert_array_equal(to_numpy(swept)[:, b], to_numpy(alone))


def test_a_sweep_over_betas_keeps_thetas_dtype():
    betas = np.array([0.5, 0.9, 0.99])
    gradients = stream(4, 10, (2, 3), np.float32)
    swept, state = descend(adam(beta2=betas), np.ones((2, 3), np.float32), gradients)
    assert swept.dtype == state.v.dtype == np.float32
    for b, beta in enumerate(betas):
        alone, _ = descend(adam(beta2=float(beta)), np.ones(2, np.float32), gradients[:, :, b])
        np.testing.assert_allclose(swept[:, b], alone, rtol=1e-6)


@pytest.mark.parametrize("name", RULES)
def test_nothing_that_was_passed_in_is_changed(name):
    optimizer, g = RULES[name](), np.full((2, 3), 0.5)
    theta, state = descend(optimizer, np.ones((2, 3)), stream(5, 3, (2, 3)))
    before = [np.copy(part) for part in (theta, g, *state)]
    optimizer.step(theta, g, state)
    for part, copy in zip((theta, g, *state), before, strict=True):
        np.testing.assert_array_equal(part, copy)


@pytest.mark.parametrize("name", [name for name in RULES if name != "adadelta"])
def test_a_constant_function_of_t_is_a_number(name):
    gradients = stream(6, 10, (2,))
    theta, _ = descend(RULES[name](alpha=lambda t: 0.05), np.ones(2), gradients)
    np.testing.assert_array_equal(theta, descend(RULES[name](alpha=0.05), np.ones(2), gradients)[0])


def test_functions_of_t_see_one_two_three():
    seen = []
    descend(adam(beta1=lambda t: seen.append(t) or 0.9), np.ones(2), stream(7, 4, (2,)))
    assert seen == [1, 2, 3, 4]


MOVING = {
    "up": lambda t: min(0.99, 1 - 0.5 / t),
    "down": lambda t: 0.9 * 0.99 ** (t - 1),
    "up and down": lambda t: 0.9 + 0.05 * (-1) ** t,
}
CORRECTED = ["adam", "adam_efficient", "adamax", "amsgrad", "adamw"]


@pytest.mark.parametrize("beta", MOVING.values(), ids=MOVING)
@pytest.mark.parametrize("name", CORRECTED)
def test_betas_that_move_leave_an_average_an_average(name, beta):
    """All gradients are 1, so an average of them is 1, and the step alpha, whatever the betas."""
    hyper = {"alpha": 0.01, "beta1": beta, "beta2": beta}
    hyper |= {"weight_decay": 0.0} if name == "adamw" else {}
    hyper |= {"eps_hat": 0.0} if name == "adam_efficient" else {"eps": 0.0}
    rule, theta = getattr(adamtext, name)(**hyper), np.zeros(1)
    state = rule.init(theta)
    for _ in range(300):
        after, state = rule.step(theta, np.ones(1), state)
        np.testing.assert_allclose(theta - after, 0.01, rtol=1e-12)
        theta = after


def test_the_power_of_the_last_beta_would_not_do():
    """What the test above rejects: 1 - beta_t^t in the place of the product."""
    m, steps = 0.0, []
    for t in range(1, 301):
        beta = MOVING["up"](t)
        m = beta * m + (1 - beta)
        steps.append(m / (1 - beta**t))
    assert max(steps) > 2


def test_a_beta_that_does_not_move_is_a_number():
    gradients = stream(8, 50, (3,))
    constant, state = descend(adam(), np.ones(3), gradients)
    theta, other = descend(adam(beta1=lambda t: 0.9, beta2=lambda t: 0.999), np.ones(3), gradients)
    np.testing.assert_allclose(theta, constant, rtol=1e-14)
    np.testing.assert_array_equal(other.m, state.m)


def test_betas_that_move_go_on_from_a_stored_state():
    gradients, beta1 = stream(9, 40, (2,)), MOVING["up"]
    whole, _ = descend(adam(beta1=beta1), np.ones(2), gradients)
    theta, state = descend(adam(beta1=beta1), np.ones(2), gradients[:25])
    again = adam(beta1=beta1)
    for g in gradients[25:]:
        theta, state = again.step(theta, g, state)
    np.testing.assert_array_equal(theta, whole)


@pytest.mark.parametrize("name", CORRECTED)
def test_betas_that_move_keep_the_dtype(name):
    rule = getattr(adamtext, name)(beta1=lambda t: 0.5, beta2=lambda t: 0.9)
    constant = getattr(adamtext, name)(beta1=0.5, beta2=0.9)
    start, gradients = np.ones(3, np.float32), stream(2, 30, (3,), np.float32)
    theta, state = descend(rule, start, gradients)
    assert [part.dtype for part in (theta, *state[1:])] == [np.float32] * len(state)
    np.testing.assert_allclose(theta, descend(constant, start, gradients)[0], rtol=1e-6)


@pytest.mark.parametrize("value", [np.asarray([0.5, 0.9]), 1 + 0j, None, "0.9", 1.0, -0.1])
def test_a_beta_that_moves_is_one_number_in_its_range(value):
    rule = adam(beta1=lambda t: 0.9 if t < 3 else value)
    theta, state = descend(rule, np.ones(2), stream(3, 2, (2,)))
    with pytest.raises(ValueError, match=r"beta1.* must .* got"):
        rule.step(theta, np.ones(2), state)


def test_alpha_over_root_t():
    theta, state = np.zeros(1), None
    optimizer = adam(alpha=lambda t: 0.1 / t**0.5, eps=0.0)
    state = optimizer.init(theta)
    for t in range(1, 6):
        after, state = optimizer.step(theta, np.ones(1), state)
        np.testing.assert_allclose(theta - after, 0.1 / t**0.5, rtol=1e-14)
        theta = after


def test_rules_work_under_jit():
    jax = pytest.importorskip("jax")
    optimizer, gradients = adam(), stream(8, 5, (3,))
    step = jax.jit(optimizer.step)
    theta, state = jax.numpy.ones(3), optimizer.init(jax.numpy.ones(3))
    for g in gradients:
        theta, state = step(theta, jax.numpy.asarray(g), state)
    expected, _ = descend(optimizer, np.ones(3), gradients)
    np.testing.assert_allclose(theta, expected, rtol=1e-12)


BAD = {
    "alpha": [-0.1, np.nan, np.inf, "fast", None, np.array([0.1, -0.1])],
    "beta1": [-0.1, 1.0, 1.5, np.nan, np.array([0.9, 1.0])],
    "beta2": [-0.1, 1.0, 2, np.nan],
    "rho": [-0.1, 1.0],
    "momentum": [-0.1, 1.0],
    "eps": [-1e-8, np.nan, np.inf],
    "eps_hat": [-1e-8],
    "weight_decay": [-0.1],
    "nesterov": ["yes", 2],
    "bias_correction": [None],
}
PUBLIC_RULES = sorted({getattr(adamtext, name.split()[0], sgd).__name__ for name in RULES})
TAKEN = [
    (name, parameter, value)
    for name in PUBLIC_RULES
    for parameter in inspect.signature(getattr(adamtext, name)).parameters
    for value in BAD[parameter]
]


@pytest.mark.parametrize(("name", "parameter", "value"), TAKEN)
def test_hyperparameters_out_of_range_are_named(name, parameter, value):
    others = {"alpha": 0.1} | {parameter: value}
    with pytest.raises(ValueError, match=f"^{parameter} must be") as refusal:
        getattr(adamtext, name)(**others)
    assert repr(value) in str(refusal.value)


def test_a_function_that_leaves_the_range_is_caught_when_it_does():
    optimizer = adam(alpha=lambda t: 2.0 - t)
    theta, state = descend(optimizer, np.ones(2), np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"alpha must be finite and >= 0, got -1\.0"):
        optimizer.step(theta, np.ones(2), state)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("shape", [(3,), (2, 2), (), (1,)])
def test_gradient_of_another_shape_is_refused(name, shape):
    optimizer, theta = RULES[name](), np.ones(2)
    with pytest.raises(ValueError, match=r"gradient g must have theta's shape \(2,\)") as refusal:
        optimizer.step(theta, np.ones(shape), optimizer.init(theta))
    assert str(shape) in str(refusal.value)


def test_a_sweep_needs_room_on_the_last_axis():
    optimizer, theta = adam(alpha=np.array([0.1, 0.2])), np.ones((2, 1))
    with pytest.raises(ValueError, match="needs theta with B on its last axis"):
        optimizer.step(theta, np.ones((2, 1)), optimizer.init(theta))


@pytest.mark.parametrize("name", RULES)
def test_integers_are_refused(name):
    with pytest.raises(ValueError, match="theta must be an array of floating-point"):
        RULES[name]().init(np.array([1, 2]))


SMALL = {"adam": adam, "rmsprop": adamtext.rmsprop, "efficient": adamtext.adam_efficient}


@pytest.mark.parametrize("make", SMALL.values(), ids=SMALL)
def test_an_eps_that_float16_takes_for_zero_is_warned_of(make):
    theta = np.ones(2, np.float16)
    with pytest.warns(RuntimeWarning, match=r"eps(_hat)?=1e-08 is 0 in float16, .* float32"):
        state = make().init(theta)
    with np.errstate(all="ignore"):
        after, _ = make().step(theta, np.asarray([0, 1], np.float16), state)
    assert np.isnan(after[0])  # what the warning warns of
    assert np.isfinite(after[1])


def test_the_warning_points_at_the_line_that_runs_the_rule():
    with pytest.warns(RuntimeWarning, match="is 0 in float16") as caught:
        adamtext.run(adam(), lambda theta, t: theta, np.ones(2, np.float16), 0)
    assert caught[0].filename == __file__


@pytest.mark.parametrize("hyper", [{"eps": 0.0}, {"eps": 1e-4}])
def test_no_other_eps_is_warned_of(hyper):
    adam(**hyper).init(np.ones(2, np.float16))
    adam().init(np.ones(2, np.float32))


def test_bfloat16_has_eps():
    torch = pytest.importorskip("torch")
    theta = torch.ones(2, dtype=torch.bfloat16)
    after, _ = descend(adam(), theta, [torch.zeros(2, dtype=torch.bfloat16)])
    assert torch.equal(after, theta)


@pytest.mark.parametrize("name", RULES)
def test_complex_numbers_are_refused(name):
    rule = RULES[name]()
    with pytest.raises(ValueError, match="theta must be an array of floating-point numbers, got"):
        rule.init(np.ones(2, complex))
    with pytest.raises(ValueError, match="the gradient g must be real, got complex128"):
        rule.step(np.ones(2), np.ones(2, complex), rule.init(np.ones(2)))


@pytest.mark.parametrize("shape", [(), (0,), (2, 0)])
@pytest.mark.parametrize("name", RULES)
def test_states_of_no_axis_and_of_no_coordinate(name, shape):
    theta, state = descend(RULES[name](), np.ones(shape), stream(1, 3, shape))
    assert theta.shape == shape
    assert all(np.shape(part) == shape for part in state[1:])
    assert state.t == 3


@pytest.mark.parametrize("name", RULES)
def test_a_step_after_very_many(name):
    """Where beta^t is zero, the corrections are 1: nothing overflows, and nothing is left of t."""
    rule, theta = RULES[name](), np.ones(2)
    _, state = descend(rule, theta, stream(4, 5, (2,)))
    after, late = rule.step(theta, np.ones(2), state._replace(t=10**15))
    much_later, _ = rule.step(theta, np.ones(2), state._replace(t=10**18))
    assert late.t == 10**15 + 1
    assert np.isfinite(after).all()
    np.testing.assert_array_equal(after, much_later)


ADAM = {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
DEFAULTS = {
    "sgd": {"momentum": 0.0, "nesterov": False},
    "adagrad": {"alpha": 1e-2, "eps": 1e-10},
    "rmsprop": {"alpha": 1e-2, "beta2": 0.99, "eps": 1e-8},
    "adadelta": {"alpha": 1.0, "rho": 0.9, "eps": 1e-6},
    "adam": ADAM,
    "adam_efficient": {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps_hat": 1e-8},
    "adam_factored": ADAM,
    "adamax": {"alpha": 2e-3, "beta1": 0.9, "beta2": 0.999, "eps": 0.0},
    "amsgrad": ADAM | {"bias_correction": True},
    "adamw": ADAM | {"weight_decay": 1e-2},
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_those_of_the_papers_and_frameworks(name):
    parameters = inspect.signature(getattr(adamtext, name)).parameters.values()
    found = {each.name: each.default for each in parameters if each.default is not each.empty}
    assert found == DEFAULTS[name]
