"""How an optimiser treats what it is given, one test of behaviour a function.

Each takes and returns what the tests of :mod:`adamtext.teach.examine.properties` do.
"""

import numpy as np

from adamtext.teach.examine.kinds import home_of
from adamtext.teach.examine.look import near, several
from adamtext.teach.examine.streams import normal
from adamtext.teach.examine.work import CannotBeExamined, PairAtWork, numpy_of, run

#: What is noted, and never failed.
NOTES = ("in place", "shape and dtype")
#: What helps where the precision changes.
REMEDIES = {
    "float32 became float64": "NumPy 2 makes float64 of it where np.sqrt(1 - beta2**t) or "
    "another np.float64 number is multiplied: write math.sqrt, or float(...)",
    "float64 became float32": "it works in float32",
}
JAX = 'JAX works in float32, unless jax.config.update("jax_enable_x64", True)'


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
    wrong, notes, homes = [], [], set()
    for dtype in ("float32", "float64"):
        thetas = [np.ones(shape, dtype) for shape in ((1,), (2, 3))]
        work = look.start([theta.copy() for theta in thetas])
        work.step([np.ones_like(theta) for theta in thetas])
        made = work.read()
        homes |= {home_of(type(new)) for new in made}
        for theta, new in zip(thetas, map(numpy_of, made), strict=True):
            if new.shape != theta.shape:
                wrong.append(f"{theta.shape} became {new.shape}")
            if str(new.dtype) != dtype:
                notes.append(f"{dtype} became {new.dtype}")
        work.close()
    got = "; ".join(dict.fromkeys([*wrong, *notes]))
    remedies = REMEDIES | ({"float64 became float32": JAX} if "jaxlib" in homes else {})
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


def memory_order(look):
    """Test that it does not matter how a matrix lies in memory; it may refuse to take one."""
    g = normal()[:10, :6].reshape(10, 2, 3)
    expected = "a matrix that lies in memory by columns, as a transpose does, moves as one by rows"

    def path(order):
        gradients = [[np.asarray(x, order=order)] for x in g]
        return run(look.start, [np.zeros((2, 3), order=order)], gradients)[0]

    rows = path("C")
    try:
        columns = path("F")
    except CannotBeExamined:
        return False, expected, "it does not move"
    except Exception:
        return None
    got = (several(-x[0] / look.h["alpha"]) for x in (columns, rows))
    return (
        near(columns, rows, look.tolerance * look.h["alpha"]),
        expected,
        "first steps of {} alpha by columns, {} by rows".format(*got),
    )


#: The tests by name.
MANNERS = {
    "coordinates": coordinates,
    "memory order": memory_order,
    "optimisers": instances,
    "gradient kept": gradient_kept,
    "shape and dtype": shape_and_dtype,
    "in place": pure,
}
