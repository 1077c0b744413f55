"""What an Adam owes its user, one test of behaviour a function.

Each takes a :class:`~adamtext.teach.examine.look.Look` at an optimiser and returns whether it
passed, what was expected and what was got; or None where there is nothing to test.
"""

import numpy as np

from adamtext.teach.examine.look import large, near, several, unit
from adamtext.teach.examine.streams import LAST_STEP, LOUD, long, normal
from adamtext.teach.examine.work import PairAtWork, numpy_of, run

#: What is to be decayed.
WEIGHTS = np.array([2.0, -4.0, 0.25])


def first_step(look):
    """Test the size and the sign of the first step."""
    g = large(look) * np.array([1, -1])
    steps = look.steps([g])[0]
    return (
        near(steps, [1, -1], look.tolerance),
        "the first step is alpha, against the gradient's sign",
        f"{several(steps)} alpha for gradients of sign +, -",
    )


def constant_gradient(look):
    """Test the steps for one and the same gradient, early and late."""
    t = [1, 2, 5, 12, 50, 400, LAST_STEP]
    steps = look.long(0)
    size = 1 / (1 + look.h["eps"])
    return (
        near(steps, size, look.tolerance),
        "a constant gradient's steps are all alpha",
        f"{several(steps[[i - 1 for i in t]])} alpha at t = {', '.join(map(str, t))}",
    )


def long_steps(look):
    """Test that steps may be longer than alpha."""
    right = look.right(long()[:, 2])[:, 0].max()
    steps = look.long(2).max()
    return (
        abs(steps - right) <= look.tolerance * max(right, 1),
        f"{LOUD} gradients of 1e-3, then 12 of 1: steps of up to {right:.2f} alpha",
        f"up to {steps:.2f} alpha",
    )


def scale(look):
    """Test that the unit of the gradients does not matter, where eps is small beside them."""
    g = (normal()[:20, 1] + 3) * large(look)
    one, other = look.steps(g), look.steps(1024 * g)
    ratio = abs(other).sum() / abs(one).sum()
    return (
        near(one, other, look.tolerance),
        "gradients 1024 times as large give the same steps",
        f"steps {ratio:.3g} times as large",
    )


def eps(look):
    """Test where eps stands."""
    size = look.h["eps"]
    if not size or look.seen.dtype != "float64":
        return None
    steps = look.steps([size, size])
    return (
        near(steps, 0.5, 1e-4),
        "a gradient as small as eps gives steps of alpha / 2",
        f"{several(steps)} alpha at t = 1, 2",
    )


def zero_gradient(look):
    """Test what comes of zeros before the first gradient: 0/0 must not."""
    if not look.h["eps"]:
        return None
    g = [0, 0, large(look)]
    steps, expected = look.steps(g), look.right(g)
    return (
        near(steps, expected, look.tolerance),
        f"two zeros move nothing, and then a gradient moves theta by {expected[2, 0]:.3f} alpha",
        f"{several(steps)} alpha",
    )


def sparse_gradient(look):
    """Test that both averages go on while the gradient is zero."""
    g = np.zeros(100)
    g[0] = large(look)
    way, expected = look.steps(g).sum(), look.right(g).sum()
    return (
        near(way, expected, 0.01 * expected),
        f"one gradient and 99 zeros move theta by {expected:.2f} alpha in all",
        f"{way:.2f} alpha",
    )


def weight_decay(look):
    """Test that decay, if there is any, keeps out of the averages."""
    if not look.h["eps"]:
        return None
    shape = np.array([WEIGHTS, 2 * WEIGHTS])
    path = run(look.start, [WEIGHTS, shape], [[0 * WEIGHTS, 0 * shape]])
    loss = np.concatenate([-path[0][0] / WEIGHTS, (-path[1][0] / shape).ravel()])
    return (
        near(loss, loss[0], 1e-6 * abs(loss[0]) + unit(look)) and -unit(look) <= loss[0] < 1,
        "weights without gradients stay, or all lose the same part (AdamW), matrices as well",
        f"weights of {several(WEIGHTS)}, and a matrix of them, lose {several(loss)} of themselves",
    )


def coordinates(look):
    """Test that a coordinate knows nothing of the others, and a matrix is like a vector."""
    g = normal()[:10, :4] * [1, 1e-2, 10, 1]
    together = look.steps(g)
    alone = np.hstack([look.steps(column) for column in g.T])
    matrix = run(look.start, [np.zeros((2, 2))], [[row.reshape(2, 2)] for row in g])[0]
    same = near(look.down(matrix.reshape(10, 4)), together, look.tolerance)
    got = f"first steps of {several(together[0])} alpha together, {several(alone[0])} alone"
    if near(together, alone, look.tolerance) and not same:
        got = f"as a matrix of 2 by 2 {several(-matrix[0] / look.h['alpha'])} alpha"
        got += f", as a vector {several(together[0])} alpha"
    return (
        near(together, alone, look.tolerance) and same,
        "each coordinate moves as it would alone, in vectors and in matrices",
        got,
    )


def instances(look):
    """Test that two optimisers share nothing."""
    theta, g = np.zeros(4), normal()[:12, :4]
    alone = run(look.start, [theta], [[row] for row in g])[0]
    one, other, path = look.start([theta.copy()]), look.start([theta.copy()]), []
    for row in g:
        one.step([row.copy()])
        other.step([row.copy()])
        path.append(numpy_of(one.read()[0]))
    one.close()
    other.close()
    alpha = look.h["alpha"]
    return (
        near(path, alone, look.tolerance * alpha),
        "two optimisers stepped in turn move as they would alone",
        f"after 12 steps {several(path[-1] / alpha)} alpha, alone {several(alone[-1] / alpha)}",
    )


def gradient_kept(look):
    """Test that the caller's gradient is left alone."""
    g = np.array([1.0, -2.0, 3.0])
    work, before = look.start([np.ones(3)]), g.copy()
    for _ in range(2):
        work.step([g])
    work.close()
    return (
        np.array_equal(g, before),
        "the gradient that it is given stays as it is",
        f"{several(before)} became {several(g)}",
    )


def shape_and_dtype(look):
    """Test that theta keeps them; another precision is a note."""
    wrong, notes = [], []
    for dtype in ("float32", "float64"):
        thetas = [np.ones(shape, dtype) for shape in ((1,), (2, 3))]
        work = look.start([theta.copy() for theta in thetas])
        work.step([np.ones_like(theta) for theta in thetas])
        for theta, new in zip(thetas, map(numpy_of, work.read()), strict=True):
            if new.shape != theta.shape:
                wrong.append(f"{theta.shape} became {new.shape}")
            if str(new.dtype) != dtype:
                notes.append(f"{dtype} became {new.dtype}")
        work.close()
    got = "; ".join(dict.fromkeys([*wrong, *notes]))
    remedies = {
        "float32 became float64": "NumPy 2 makes float64 of it where np.sqrt(1 - beta2**t) or "
        "another np.float64 number is multiplied: write math.sqrt, or float(...)",
        "float64 became float32": "it works in float32; for JAX: "
        'jax.config.update("jax_enable_x64", True)',
    }
    got += "".join(f" ({remedy})" for words, remedy in remedies.items() if words in got)
    return not wrong and not notes, "theta's shape and dtype are kept, in float32 and float64", got


def pure(look):
    """Test that theta and the state that are given to a step are left alone."""
    work = look.start([np.ones(3)])
    if not isinstance(work, PairAtWork):
        return None
    optimizer, theta, g = work.optimizer, np.ones(3), np.array([1.0, -2.0, 3.0])
    state, changed = optimizer.init(theta), set()
    for _ in range(2):
        before, parts = np.array(theta), [np.array(x) for x in values(state)]
        new, new_state = optimizer.step(theta, g, state)
        if not np.array_equal(theta, before, equal_nan=True):
            changed.add("theta")
        if not all(
            np.array_equal(x, y, equal_nan=True) for x, y in zip(values(state), parts, strict=True)
        ):
            changed.add("the state")
        theta, state = new, new_state
    return (
        not changed,
        "theta and the state that it is given stay as they are",
        f"it changes {' and '.join(sorted(changed, reverse=True))} in place",
    )


def values(state):
    """List what a state holds that can be compared."""
    parts = state.values() if isinstance(state, dict) else state
    parts = parts if isinstance(parts, tuple | list) or isinstance(state, dict) else [state]
    return [np.asarray(x) for x in parts if isinstance(x, int | float) or hasattr(x, "dtype")]


TESTS = {
    "first step": first_step,
    "constant gradient": constant_gradient,
    "long steps": long_steps,
    "scale": scale,
    "eps": eps,
    "zero gradient": zero_gradient,
    "sparse gradient": sparse_gradient,
    "weight decay": weight_decay,
    "coordinates": coordinates,
    "optimisers": instances,
    "gradient kept": gradient_kept,
    "shape and dtype": shape_and_dtype,
    "in place": pure,
}
#: What is noted, and never failed.
NOTES = ("in place", "defaults", "shape and dtype")
