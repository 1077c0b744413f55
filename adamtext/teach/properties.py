"""What an Adam owes its user, one test of behaviour a function.

Each test takes a function that makes the optimiser, and alpha, beta1, beta2, eps. It returns
whether the optimiser passed, what was expected and what was got.
"""

import numpy as np

from adamtext.optimizers import adam
from adamtext.teach.fingerprints import moves, moves_in_turn, streams

#: What is to be decayed.
WEIGHTS = np.array([2.0, -4.0, 0.25])


def first_step(make, h):
    """Test the size and the sign of the first step."""
    g = large(h) * np.array([1, -1])
    steps = in_alpha(make, h, [g])[0]
    return (
        near(steps, [1, -1], 1e-3),
        "the first step is alpha, against the gradient's sign",
        f"{several(steps)} alpha for gradients of sign +, -",
    )


def constant_gradient(make, h):
    """Test the steps for one and the same gradient, early and late."""
    t = [1, 2, 5, 12, 50, 400]
    steps = in_alpha(make, h, np.full(400, large(h)))[:, 0]
    return (
        near(steps, 1, 1e-3),
        "a constant gradient's steps are all alpha",
        f"{several(steps[[i - 1 for i in t]])} alpha at t = {', '.join(map(str, t))}",
    )


def scale(make, h):
    """Test that the unit of the gradients does not matter, where eps is small beside them."""
    g = (noise()[:20, 1] + 3) * large(h)
    one, other = in_alpha(make, h, g), in_alpha(make, h, 1024 * g)
    return (
        near(one, other, 1e-5),
        "gradients 1024 times as large give the same steps",
        f"steps {abs(other).sum() / abs(one).sum():.3g} times as large",
    )


def eps(make, h):
    """Test where eps stands."""
    if not h["eps"]:
        return True, "eps = 0, of which there is nothing to test", ""
    steps = in_alpha(make, h, [h["eps"], h["eps"]])
    return (
        near(steps, 0.5, 1e-4),
        "a gradient as small as eps gives steps of alpha / 2",
        f"{several(steps)} alpha at t = 1, 2",
    )


def zero_gradient(make, h):
    """Test what comes of zeros before the first gradient: 0/0 must not."""
    if not h["eps"]:
        return True, "eps = 0, which makes it 0/0", ""
    g = [0, 0, large(h)]
    steps, expected = in_alpha(make, h, g), in_alpha(lambda: adam(**h), h, g)
    return (
        near(steps, expected, 1e-3),
        f"two zeros move nothing, and then a gradient moves theta by {expected[2, 0]:.3f} alpha",
        f"{several(steps)} alpha",
    )


def sparse_gradient(make, h):
    """Test that both averages go on while the gradient is zero."""
    g = np.zeros(100)
    g[0] = large(h)
    way, expected = in_alpha(make, h, g).sum(), in_alpha(lambda: adam(**h), h, g).sum()
    return (
        near(way, expected, 0.01 * expected),
        f"one gradient and 99 zeros move theta by {expected:.2f} alpha in all",
        f"{way:.2f} alpha",
    )


def weight_decay(make, h):
    """Test that decay, if there is any, keeps out of the averages."""
    if not h["eps"]:
        return True, "eps = 0, which makes weights without gradients 0/0", ""
    loss = losses(make)
    return (
        near(loss, loss[0], 1e-6 * abs(loss[0])) and 0 <= loss[0] < 1,
        "weights without gradients stay, or all lose the same part (AdamW)",
        f"weights of {several(WEIGHTS)} lose {several(loss)} of themselves",
    )


def coordinates(make, h):
    """Test that a coordinate knows nothing of the others."""
    g = noise()[:10]
    together = in_alpha(make, h, g)
    alone = np.hstack([in_alpha(make, h, column) for column in g.T])
    return (
        near(together, alone, 1e-5),
        "each coordinate moves as it would alone",
        f"first steps of {several(together[0])} alpha together, {several(alone[0])} alone",
    )


def arrays(make, h):
    """Test that the steps of one array are not counted for another."""
    theta, g = np.zeros(4), noise()[:12]
    together = moves_in_turn(make(), [(theta, g)] * 2, each=(1, 3))
    alone = [moves(make(), theta, part) for part in (g, g[::3])]
    first = [-paths[1][0, 0] / h["alpha"] for paths in (together, alone)]
    return (
        all(near(x, y, 1e-5 * h["alpha"]) for x, y in zip(together, alone, strict=True)),
        "two arrays stepped in turn by one optimiser move as they would alone",
        f"a first step of {first[0]:.3g} alpha for the second; alone {first[1]:.3g} alpha",
    )


def instances(make, h):
    """Test that two optimisers share nothing."""
    theta, g = np.zeros(4), noise()[:12]
    alone, optimizers, path = moves(make(), theta, g), (make(), make()), []
    thetas = [theta.copy(), theta.copy()]
    states = [optimizer.init(theta.copy()) for optimizer in optimizers]
    for row in g:
        for i, optimizer in enumerate(optimizers):
            thetas[i], states[i] = optimizer.step(thetas[i], row.copy(), states[i])
        path.append(np.array(thetas[0]))
    return (
        near(path, alone, 1e-5 * h["alpha"]),
        "two optimisers stepped in turn move as they would alone",
        f"after 12 steps {several(path[-1] / h['alpha'])} alpha, "
        f"alone {several(alone[-1] / h['alpha'])} alpha",
    )


def gradient_kept(make, h):
    """Test that the caller's gradient is left alone."""
    optimizer, theta, g = make(), np.ones(3), np.array([1.0, -2.0, 3.0])
    state, before = optimizer.init(theta), g.copy()
    for _ in range(2):
        theta, state = optimizer.step(theta, g, state)
    return (
        np.array_equal(g, before),
        "the gradient that it is given stays as it is",
        f"{several(before)} became {several(g)}",
    )


def shape_and_dtype(make, h):
    """Test that theta keeps them."""
    wrong = []
    for shape in ((1,), (2, 3)):
        for dtype in ("float32", "float64"):
            optimizer, theta = make(), np.ones(shape, dtype)
            new, _ = optimizer.step(theta, np.ones(shape, dtype), optimizer.init(theta))
            if tuple(new.shape) != shape or str(new.dtype) != dtype:
                wrong.append(f"{dtype} of shape {shape} became {new.dtype} of {tuple(new.shape)}")
    return not wrong, "theta's shape and dtype are kept, in float32 and float64", "; ".join(wrong)


def pure(make, h):
    """Test that theta and state that are given to a step are left alone."""
    optimizer, theta, g = make(), np.ones(3), np.array([1.0, -2.0, 3.0])
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


def in_alpha(make, h, gradients):
    """Return the steps down from theta = 0 in units of alpha, less what AdamW decays.

    Gradients are of shape (T, n), or (T,) for n = 1; the steps are of shape (T, n).
    """
    gradients = np.asarray(gradients, dtype=float)
    gradients = gradients.reshape(len(gradients), -1)
    after = moves(make(), np.zeros(gradients.shape[1]), gradients)
    before = np.vstack([0 * gradients[:1], after[:-1]])
    loss = losses(make)
    decay = loss[0] if near(loss, loss[0], 1e-6 * abs(loss[0])) else 0
    return (before * (1 - decay) - after) / h["alpha"]


def losses(make):
    """Return which part of themselves weights of :data:`WEIGHTS` lose without any gradient."""
    return -moves(make(), WEIGHTS, np.zeros((1, len(WEIGHTS))))[0] / WEIGHTS


def large(h):
    """Return a gradient that is large beside eps."""
    return 1e6 * max(h["eps"], 1e-3)


def noise():
    """Gradients of shape (60, 4), from small to large."""
    return streams(1)["noise"][1]


def several(numbers):
    """Write numbers in short."""
    return ", ".join(f"{x:.3g}" for x in np.ravel(numbers) + 0.0)  # no -0


def near(x, y, tolerance):
    """Whether ``x`` is finite and within ``tolerance`` of ``y`` everywhere."""
    return bool(np.all(np.isfinite(x)) and np.all(abs(np.asarray(x) - np.asarray(y)) <= tolerance))


TESTS = {
    "first step": first_step,
    "constant gradient": constant_gradient,
    "scale": scale,
    "eps": eps,
    "zero gradient": zero_gradient,
    "sparse gradient": sparse_gradient,
    "weight decay": weight_decay,
    "coordinates": coordinates,
    "arrays": arrays,
    "optimisers": instances,
    "gradient kept": gradient_kept,
    "shape and dtype": shape_and_dtype,
    "in place": pure,
}
