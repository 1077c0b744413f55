"""run(): what it records, what it refuses, and what it keeps when a gradient is not a number."""

import numpy as np
import pytest
from libraries import LIBRARIES, to_numpy

from adamtext import adam, run
from adamtext.objectives import quadratic


def bowl(theta, t):
    return 2 * theta


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("shape", [(), (3,), (2, 5)])
def test_everything_is_stacked(library, shape):
    start = LIBRARIES[library](np.ones(shape))
    trajectory = run(adam(0.1), bowl, start, 4, objective=lambda theta: theta**2)
    assert trajectory.theta.shape == trajectory.value.shape == (5, *shape)
    assert trajectory.g.shape == trajectory.state.m.shape == trajectory.state.v.shape == (4, *shape)
    np.testing.assert_array_equal(trajectory.state.t, [1, 2, 3, 4])
    np.testing.assert_array_equal(to_numpy(trajectory.theta)[0], np.ones(shape))
    np.testing.assert_array_equal(to_numpy(trajectory.g), 2 * to_numpy(trajectory.theta)[:-1])


def test_rows_are_what_step_gives():
    optimizer, theta = adam(0.1), np.array([1.0, -2.0])
    trajectory, state = run(optimizer, bowl, theta, 5), optimizer.init(theta)
    for t in range(5):
        theta, state = optimizer.step(theta, bowl(theta, t + 1), state)
        np.testing.assert_array_equal(trajectory.theta[t + 1], theta)
        np.testing.assert_array_equal(trajectory.state.v[t], state.v)


def test_lists_and_numbers_will_do_for_a_start():
    assert run(adam(), bowl, [1.0, 2.0], 1).theta.shape == (2, 2)
    assert run(adam(), bowl, 1.0, 1).theta.shape == (2,)


def test_no_steps_leave_the_start():
    trajectory = run(adam(), bowl, [1.0], 0)
    assert trajectory.theta.tolist() == [[1.0]]
    assert trajectory.g.shape == (0, 1)
    assert trajectory.state is None
    assert trajectory.value is None


def test_callback_and_gradient_see_one_two_three():
    seen, asked = [], []

    def grad(theta, t):
        asked.append(t)
        return theta

    run(adam(), grad, [1.0], 3, callback=lambda t, theta, g, state: seen.append((t, state.t)))
    assert asked == [1, 2, 3]
    assert seen == [(1, 1), (2, 2), (3, 3)]


def test_start_is_not_changed():
    start = np.array([1.0, 2.0])
    run(adam(), bowl, start, 3)
    assert start.tolist() == [1.0, 2.0]


def test_a_gradient_that_reuses_its_buffer_is_recorded_right():
    buffer = np.empty(1)

    def grad(theta, t):
        buffer[:] = t
        return buffer

    assert run(adam(), grad, [0.0], 3).g.tolist() == [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nonfinite_gradient_stops_the_run_and_keeps_it(library, bad):
    make = LIBRARIES[library]

    def grad(theta, t):
        return make(np.array([1.0, bad if t == 4 else 1.0]))

    with pytest.raises(
        FloatingPointError, match=r"t=4 is .*(nan|inf).* at coordinate \(1,\)"
    ) as stop:
        run(adam(), grad, make(np.zeros(2)), 10, objective=lambda theta: theta[0])
    kept = stop.value.trajectory
    assert kept.theta.shape == (4, 2)
    assert kept.g.shape == (3, 2)
    assert kept.value.shape == (4,)
    np.testing.assert_array_equal(kept.state.t, [1, 2, 3])


def test_nonfinite_first_gradient_keeps_the_start():
    with pytest.raises(FloatingPointError, match="t=1") as stop:
        run(adam(), lambda theta, t: theta * np.nan, [1.0], 3)
    assert stop.value.trajectory.theta.tolist() == [[1.0]]


@pytest.mark.parametrize("num_steps", [-1, 2.5, "3", None])
def test_number_of_steps_is_a_whole_number(num_steps):
    with pytest.raises(ValueError, match="num_steps must be a whole number >= 0"):
        run(adam(), bowl, [1.0], num_steps)


def test_integer_start_is_refused():
    with pytest.raises(ValueError, match="theta must be an array of floating-point numbers"):
        run(adam(), bowl, [1, 2], 3)


def test_a_batch_runs_as_its_columns():
    objective = quadratic([1.0, 50.0], angle=0.3)
    start = np.random.default_rng(0).normal(size=(2, 7))
    together = run(adam(0.05), objective.grad, start, 40, objective=objective.value)
    for b in range(7):
        alone = run(adam(0.05), objective.grad, start[:, b], 40)
        np.testing.assert_array_equal(together.theta[:, :, b], alone.theta)
