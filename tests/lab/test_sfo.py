"""SFO: what its paper states or implies, and that a broken one would be found out."""

import itertools
import tracemalloc

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import ortho_group

from adamtext.lab import sfo as module
from adamtext.lab import sfo_models
from adamtext.lab.models import softmax_regression
from adamtext.lab.sfo import GIVE_UP, sfo


def take(steps, number):
    """Return so many steps, as a list."""
    return list(itertools.islice(steps, number))


@pytest.fixture
def parts(monkeypatch):
    """What the next run of SFO works with: its subspace, models and pace."""
    made, start = [], module._start

    def spy(*arguments):
        made[:] = start(*arguments)
        return made

    monkeypatch.setattr(module, "_start", spy)
    return made


def quadratics(dim=8, num=5, seed=0, condition=100.0):
    """Return f_i = ½ θᵀ A_i θ - b_iᵀ θ, all A, all b, and where their sum is least."""
    rng = np.random.default_rng(seed)
    turns = np.array([ortho_group.rvs(dim, random_state=rng) for _ in range(num)])
    A = turns @ (np.geomspace(1 / condition, 1, dim)[:, None] * turns.transpose(0, 2, 1))
    b = rng.normal(size=(num, dim))
    star = np.linalg.solve(A.sum(axis=0), b.sum(axis=0))
    return lambda theta, i: (theta @ (A[i] @ theta / 2 - b[i]), A[i] @ theta - b[i]), A, b, star


def bumps(dim, num, seed=0):
    """Return f_i that curve both ways: quadratics and sines, whose sum is bounded below."""
    bowl, _, _, _ = quadratics(dim, num, seed)
    waves = 2 * np.random.default_rng(seed + 1).normal(size=(num, dim))

    def value_and_grad(theta, i):
        value, g = bowl(theta, i)
        return value + np.sin(waves[i] * theta).sum(), g + waves[i] * np.cos(waves[i] * theta)

    return value_and_grad


def in_units(f, unit):
    """Return f_i and its gradient, both times ``unit``."""
    return lambda theta, i: tuple(unit * each for each in f(theta, i))


def assert_finds_the_minimum(passes=20):
    f, A, b, star = quadratics()
    theta = take(sfo(f, np.zeros(8), 5), 5 * passes)[-1].theta
    H, descent = A.sum(axis=0), np.zeros(8)
    rate = 2 / np.linalg.eigvalsh(H)[[0, -1]].sum()  # nobody's constant rate is faster
    for _ in range(passes):
        descent -= rate * (H @ descent - b.sum(axis=0))
    error, of_descent = (np.linalg.norm(each - star) for each in (theta, descent))
    assert error < 1e-6 * np.linalg.norm(star)
    assert error < 1e-3 * of_descent


def test_quadratics_come_to_their_minimum_far_before_gradient_descent():
    assert_finds_the_minimum()


def broken_curvature(moves, changes, beta):
    return beta * np.eye(moves.shape[1])


def shuffled_history(moves, changes, beta):
    return bfgs(moves, changes[::-1], beta)


def never_the_farthest(models, x):
    return min(models.active, models.num - 1) if models.waiting else 0


bfgs = sfo_models.bfgs
BROKEN = [
    (sfo_models, "bfgs", broken_curvature),
    (sfo_models, "bfgs", shuffled_history),
    (sfo_models.Models, "choose", never_the_farthest),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken[2].__name__)
def test_broken_rules_are_found_out(broken, monkeypatch):
    monkeypatch.setattr(*broken)
    with pytest.raises(AssertionError):
        assert_finds_the_minimum()


def test_logistic_regression_comes_to_what_scipy_finds():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(300, 12)) * np.geomspace(0.3, 3, 12)
    y = (x[:, :4] + rng.normal(size=(300, 4))).argmax(axis=1)
    model, batches = softmax_regression(12, 4, l2=1e-2), np.split(np.arange(300), 6)
    theta0 = model.init(np.float64)
    best = minimize(model.value_and_grad, theta0, (x, y), jac=True, tol=1e-12)
    steps = sfo(lambda t, i: model.value_and_grad(t, x[batches[i]], y[batches[i]]), theta0, 6)
    last = take(steps, 60 * 6)[-1]
    assert model.loss(last.theta, x, y) - best.fun < 1e-9
    assert last.estimate == pytest.approx(best.fun, abs=1e-7)


def test_the_subspace_holds_last_positions_and_gradients_before_and_after_a_collapse(parts):
    seen, collapses, before = {}, 0, 0
    f = bumps(60, 4)

    def value_and_grad(theta, i):
        seen[i] = (theta, *f(theta, i))
        return seen[i][1:]

    for step in itertools.islice(sfo(value_and_grad, np.ones(60), 4), 200):
        space, models, _ = parts
        collapses, before = collapses + (step.dimensions < before), step.dimensions
        rows = space.rows[: space.size]
        np.testing.assert_allclose(rows @ rows.T, np.eye(space.size), atol=1e-13)
        for i, (theta, value, g) in seen.items():
            np.testing.assert_allclose(space.point(models.position[i]), theta, atol=1e-12)
            np.testing.assert_allclose(models.gradient[i, : space.size] @ rows, g, atol=1e-11)
            assert models.value[i] == value
        away = step.theta - space.origin
        np.testing.assert_allclose(away @ rows.T @ rows, away, atol=1e-12)
        assert step.dimensions <= 12
    assert collapses > 20


def test_the_subspace_grows_by_what_is_new_and_only_where_there_are_more_dimensions():
    space = module.Subspace(np.zeros(5), 4)
    for g in ([3.0, 4, 0, 0, 0], [0.3, 0.4, 0, 0, 0], [1, 0, 0, 0, 0], [1, 1, 0, 0, 0]):
        x = space.add(np.array(g))
        np.testing.assert_allclose(space.point(x), g, atol=1e-14)
    assert space.size == 2
    steps = take(sfo(quadratics()[0], np.zeros(8), 5), 100)
    assert np.diff([step.dimensions for step in steps]).min() == 0
    assert steps[-1].dimensions == 8


def test_a_collapse_leaves_the_models_as_they_are_among_what_is_kept(parts):
    take(sfo(bumps(60, 4), np.ones(60), 4), 58)
    models, weights = parts[1], np.random.default_rng(6).normal(size=4)
    x, pairs = weights @ models.position, models.pairs[2]
    values = models.values(x)
    anywhere = np.random.default_rng(7).normal(size=12) * (np.arange(12) < models.size)
    kept = sfo_models.turned(anywhere, models.basis(anywhere))
    assert np.linalg.norm(kept) == pytest.approx(np.linalg.norm(anywhere))
    basis = models.basis(x)
    assert basis.shape[1] < basis.shape[0]
    models.turn(basis)
    np.testing.assert_allclose(models.values(sfo_models.turned(x, basis)), values)
    size = basis.shape[1]
    np.testing.assert_allclose(models.pairs[2][..., :size], pairs[..., : len(basis)] @ basis)
    assert not models.pairs[2][..., size:].any()
    assert np.linalg.eigvalsh(models.hessian[:, :size, :size]).min() > 0


def test_in_single_precision_the_basis_stays_orthonormal(parts):
    f = bumps(500, 4)
    steps = sfo(lambda theta, i: f(theta.astype(float), i), np.ones(500, np.float32), 4)
    assert {step.theta.dtype for step in take(steps, 400)} == {np.dtype(np.float32)}
    rows = parts[0].rows[: parts[0].size]
    np.testing.assert_allclose(rows @ rows.T, np.eye(len(rows)), atol=1e-4)


def test_hessians_stay_positive_definite(parts):
    down = 0
    for step in itertools.islice(sfo(bumps(30, 4), np.ones(30), 4), 200):
        _, models, _ = parts
        k, i = models.size, step.index
        w = np.linalg.eigvalsh(models.hessian[: models.active, :k, :k])
        assert w.min() > 0
        if len(models.pairs[i]):
            move, change = models.pairs[i][-1]
            down += move @ change < 0
    assert down > 5  # there was something to keep off


def test_bfgs_meets_the_last_secant_and_finds_a_quadratics_hessian():
    _, A, _, _ = quadratics(6, 1)
    moves = np.random.default_rng(2).normal(size=(600, 6))
    H = bfgs(moves, moves @ A[0], 0.01)
    np.testing.assert_allclose(H @ moves[-1], A[0] @ moves[-1], rtol=1e-10)
    np.testing.assert_allclose(H, A[0], atol=1e-3)


def test_the_smallest_curvature_is_that_of_a_quadratic():
    _, A, _, _ = quadratics(6, 1)
    assert sfo_models.smallest_curvature(np.eye(6), A[0]) == pytest.approx(0.01)
    assert sfo_models.smallest_curvature(np.zeros((2, 6)), np.zeros((2, 6))) == 0


@pytest.mark.parametrize(("f", "number"), [(bumps(20, 3), 40), (quadratics(20, 3)[0], 100)])
def test_a_rotation_of_the_space_rotates_the_walk(f, number):
    turn = ortho_group.rvs(20, random_state=np.random.default_rng(1))

    def rotated(theta, i):
        value, g = f(turn.T @ theta, i)
        return value, turn @ g

    plain = take(sfo(f, np.ones(20), 3), number)
    turned = take(sfo(rotated, turn.sum(axis=1), 3), number)
    for one, other in zip(plain, turned, strict=True):
        assert (one.index, one.accepted) == (other.index, other.accepted)
        np.testing.assert_allclose(turn @ one.theta, other.theta, atol=1e-7)


def test_the_unit_of_the_objective_changes_nothing():
    f = bumps(20, 3)
    other = sfo(in_units(f, 16), np.ones(20), 3)
    for one, scaled in zip(take(sfo(f, np.ones(20), 3), 100), other, strict=False):
        np.testing.assert_array_equal(one.theta, scaled.theta)
        assert (16 * one.value, one.accepted) == (scaled.value, scaled.accepted)


def test_the_same_input_gives_the_same_output_and_is_left_alone():
    theta0 = np.ones(20)
    runs = [take(sfo(bumps(20, 3), theta0, 3), 100)]
    steps = sfo(bumps(20, 3), start := theta0.copy(), 3)
    first = next(steps)
    start[:] = 7  # the walk has its own
    runs.append([first, *take(steps, 99)])
    for one, other in zip(*runs, strict=True):
        np.testing.assert_array_equal(one.theta, other.theta)
        assert one[:4] == other[:4]
    np.testing.assert_array_equal(theta0, 1)


def test_what_was_yielded_is_not_written_to_again():
    steps = sfo(bumps(20, 3), np.ones(20), 3)
    for theta, copy in [(step.theta, step.theta.copy()) for step in take(steps, 100)]:
        np.testing.assert_array_equal(theta, copy)


@pytest.mark.parametrize("theta0", [np.zeros(20), np.full(20, 3.0)])
def test_the_first_step_is_as_long_as_asked(theta0):
    for unit in (1, 1e-9):  # of the objective
        f = in_units(bumps(20, 3), unit)
        lengths = [
            np.linalg.norm(take(sfo(f, theta0, 3, **more), 2)[1].theta - theta0)
            for more in ({}, {"first_step": 0.2})
        ]
        assert lengths == pytest.approx([1e-3 * max(1, np.linalg.norm(theta0)), 0.2])


def test_few_subfunctions_at_first_and_all_after_as_many_passes_through_them(monkeypatch):
    sooner = [step.active for step in take(sfo(bumps(40, 6), np.ones(40), 6), 60)]
    monkeypatch.setattr(sfo_models.Models, "is_noise", lambda models: False)
    monkeypatch.setattr(sfo_models.Models, "is_bad", lambda models, *step: False)
    active = [step.active for step in take(sfo(bumps(40, 6), np.ones(40), 6), 60)]
    assert [1 + active.index(number) for number in range(1, 7)] == [1, 3, 5, 8, 12, 17]
    assert set(np.diff(sooner)) == {0, 1}
    assert sooner.index(6) < 16


@pytest.mark.parametrize(("shift", "noise"), [(0.69, True), (0.72, False)])
def test_gradients_are_noise_when_their_mean_is_within_its_standard_error(parts, shift, noise):
    take(sfo(quadratics(4, 4)[0], np.zeros(4), 4), 20)
    models = parts[1]
    models.hessian[:] = np.diag([1.0, 2, 4, 8])
    models.gradient[:] = 0
    models.gradient[:, 0] = shift + np.array(
        [1, -1, 1, -1]
    )  # (1 + shift²) / 3 is the error's square
    assert models.is_noise() == noise


def test_the_farthest_subfunction_is_chosen(parts):
    take(sfo(bumps(20, 4), np.ones(20), 4), 80)
    models = parts[1]
    H, chosen = models.hessian.sum(axis=0), set()
    for weights in np.random.default_rng(5).dirichlet(np.full(4, 0.3), size=50):
        x = weights @ models.position
        away = [(x - position) @ H @ (x - position) for position in models.position]
        chosen.add(models.choose(x))
        assert away[models.choose(x)] == pytest.approx(max(away))
    assert len(chosen) > 1


def test_after_a_bad_step_the_walk_stays_and_its_subfunction_is_asked_again():
    f, asked = bumps(20, 3), []

    def value_and_grad(theta, i):
        asked.append((theta, i))
        return f(theta, i)

    steps, bad = take(sfo(value_and_grad, np.ones(20), 3), 100), 0
    for before, step, after in zip(steps, steps[1:], steps[2:], strict=False):
        if not step.accepted:
            bad += 1
            np.testing.assert_array_equal(step.theta, before.theta)
            np.testing.assert_array_equal(asked[after.t - 1][0], step.theta)
            assert after.accepted
            assert after.index == step.index
    assert bad > 3


def barrier(theta, i):
    """Return c_i θ - log θ, which is not a number where θ < 0."""
    with np.errstate(invalid="ignore"):
        return float((theta * (i + 1) - np.log(theta)).sum()), i + 1 - 1 / theta


@pytest.mark.parametrize("start", [3.0, 10.0, 30.0])
def test_where_there_is_no_value_steps_become_shorter(start):
    steps = take(sfo(barrier, np.full(4, start), 3), 100)
    without = [step for step in steps[:-1] if not np.isfinite(step.value)]
    assert without
    for step in without:
        assert not step.accepted
        assert steps[step.t].index == step.index
        before = [one for one in steps[: step.t - 1] if one.index == step.index]
        if before and before[-1].accepted:
            np.testing.assert_allclose(step.theta, before[-1].theta)
    np.testing.assert_allclose(steps[-1].theta, 0.5, rtol=1e-6)


@pytest.mark.parametrize("damage", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["value", "gradient"])
def test_a_subfunction_that_is_never_finite_ends_the_run(damage, where):
    f = bumps(10, 3)

    def damaged(theta, i):
        value, g = f(theta, i)
        if i != 2 or np.all(theta == 1):
            return value, g
        return (damage, g) if where == "value" else (value, np.where(np.arange(10) == 7, damage, g))

    with pytest.raises(FloatingPointError, match="f_2 or its gradient is not finite at t="):
        take(sfo(damaged, np.ones(10), 3), 9 + GIVE_UP)
    with pytest.raises(FloatingPointError, match=r"f_0 .* at t=1$"):
        next(sfo(lambda theta, i: damaged(theta + 1, 2), np.ones(10), 3))


def test_the_large_array_is_never_copied():
    size, num = 100_000, 8
    scale = np.geomspace(0.1, 1, size).astype(np.float32)

    def value_and_grad(theta, i):
        g = np.cos(theta + i) * scale
        return float(np.sin(theta + i) @ scale), g.astype(np.float64)

    tracemalloc.start()
    steps = sfo(value_and_grad, np.ones(size, np.float32), num)
    dimensions = take((step.dimensions for step in steps), 60)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(dimensions) > 17
    assert peak < (3 * num + 10) * 4 * size


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"theta0": [[1.0]]}, "theta0 must be a finite vector of float32 or float64, got"),
        ({"theta0": np.array([1, 2])}, "theta0"),
        ({"theta0": np.array([1.0, np.nan])}, "theta0"),
        ({"theta0": np.array([])}, "theta0"),
        ({"num_subfunctions": 0}, "num_subfunctions must be a whole number >= 1, got 0"),
        ({"num_subfunctions": 2.0}, "num_subfunctions must be a whole number >= 1, got 2.0"),
        ({"history": 0}, "history must be a whole number >= 1, got 0"),
        ({"max_dim": 7}, "max_dim must be a whole number >= 2N . 2 = 8, got 7"),
        ({"first_step": 0.0}, "first_step must be finite and > 0, got 0.0"),
        ({"first_step": np.inf}, "first_step must be finite and > 0, got inf"),
    ],
)
def test_bad_arguments_are_named(changes, message):
    arguments = {"theta0": np.ones(20), "num_subfunctions": 3} | changes
    with pytest.raises(ValueError, match=message):
        next(sfo(bumps(20, 3), **arguments))


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"the gradient has shape \(1, 4\), theta0 \(4,\)"):
        next(sfo(lambda theta, i: (0.0, theta[None]), np.ones(4), 2))


def test_a_flat_objective_is_left_where_it_is():
    steps = take(sfo(lambda theta, i: (0.0, 0 * theta), np.ones(4), 2), 20)
    np.testing.assert_array_equal(steps[-1].theta, 1)
    assert steps[-1].active == 2
