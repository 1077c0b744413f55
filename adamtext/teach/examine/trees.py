"""Optimisers of optax, JAX and MLX, which step trees of arrays of their own.

By their public interface; none of these libraries has to be installed.
"""

import sys

from adamtext.teach.examine.kinds import home_of
from adamtext.teach.examine.work import AtWork, need_all


class Optax(AtWork):
    """A pair init, update, whose updates are added; arrays are one tree."""

    def __init__(self, optimizer, thetas):
        self.optimizer, self.as_own = optimizer, own_arrays(optimizer)
        self.thetas = [self.as_own(theta) for theta in thetas]
        self.state = optimizer.init(list(self.thetas))

    def step(self, gradients):
        """Step the whole tree."""
        need_all(gradients)
        gradients = [self.as_own(g) for g in gradients]
        updates, self.state = self.optimizer.update(gradients, self.state, list(self.thetas))
        self.thetas = [x + u for x, u in zip(self.thetas, updates, strict=True)]

    def read(self):
        """List the arrays."""
        return self.thetas


def jitted(update):
    """Compile ``update`` with JAX where that is possible: powers of i are slow without."""
    fast = sys.modules["jax"].jit(update)

    def step(i, g, state):
        try:
            return fast(i, g, state)
        except Exception:  # written for numbers that are known
            return update(i, g, state)

    return step


class Single(AtWork):
    """A part of MLX' interface: init_single and apply_single, array by array."""

    can = frozenset({"join", "skip"})

    def __init__(self, optimizer, thetas):
        self.optimizer, self.thetas, self.states = optimizer, [], []
        for theta in thetas:
            self.join(theta)

    def join(self, theta):
        """Begin with one more array."""
        self.thetas.append(theta)
        self.states.append({})
        self.optimizer.init_single(theta, self.states[-1])

    def step(self, gradients):
        """Step those arrays that have a gradient."""
        for i, g in enumerate(gradients):
            if g is not None:
                self.thetas[i] = self.optimizer.apply_single(g, self.thetas[i], self.states[i])

    def read(self):
        """List the arrays."""
        return self.thetas


class Triple(AtWork):
    """The triple of jax.example_libraries: init, update(i, g, state), get_params."""

    def __init__(self, triple, thetas):
        init, self.update, self.get = triple
        self.as_own = own_arrays(init)
        self.state = init([self.as_own(theta) for theta in thetas])
        self.i = 0
        if hasattr(self.as_own(0), "dtype"):
            self.update = jitted(self.update)

    def step(self, gradients):
        """Step the whole tree; the first step has the number 0, as everywhere in that library."""
        need_all(gradients)
        self.state = self.update(self.i, [self.as_own(g) for g in gradients], self.state)
        self.i += 1

    def read(self):
        """List the arrays."""
        return list(self.get(self.state))


class MLX(AtWork):
    """An optimiser of MLX: apply_gradients(gradients, parameters) -> parameters, for trees."""

    def __init__(self, optimizer, thetas):
        self.optimizer, self.as_own = optimizer, own_arrays(optimizer)
        self.parameters = {f"p{i}": self.as_own(theta) for i, theta in enumerate(thetas)}
        if hasattr(optimizer, "init"):
            optimizer.init(self.parameters)

    def step(self, gradients):
        """Step the whole tree."""
        need_all(gradients)
        gradients = {f"p{i}": self.as_own(g) for i, g in enumerate(gradients)}
        self.parameters = self.optimizer.apply_gradients(gradients, self.parameters)

    def read(self):
        """List the arrays."""
        return [self.parameters[f"p{i}"] for i in range(len(self.parameters))]


class Bare(Triple):
    """A triple of functions for one array instead of a tree."""

    def __init__(self, triple, thetas):
        super().__init__((lambda arrays: triple[0](arrays[0]), *triple[1:]), thetas)

    def step(self, gradients):
        """Step the array."""
        self.state = self.update(self.i, self.as_own(gradients[0]), self.state)
        self.i += 1

    def read(self):
        """List the array."""
        return [self.get(self.state)]


def own_arrays(optimizer):
    """Return the function that makes arrays of the library that ``optimizer`` is of."""
    homes = {home_of(x) for x in (optimizer, *tuple_of(optimizer))}
    if homes & {"jax", "optax", "flax"} and "jax" in sys.modules:
        return sys.modules["jax"].numpy.asarray
    if "mlx" in homes and "mlx.core" in sys.modules:
        return sys.modules["mlx.core"].array
    return lambda x: x


def tuple_of(x):
    """List the parts of a tuple; of anything else, itself."""
    return x if isinstance(x, tuple) else (x,)
