"""Optimisers of libraries, by their public interface; none of them is needed to be installed."""

import sys

import numpy as np

from adamtext.teach.examine.names import parameters_of, required
from adamtext.teach.examine.work import AtWork, CannotBeExamined, need_all, numpy_of, short


class Torch(AtWork):
    """An optimiser of torch over parameters of one model."""

    can = frozenset({"alpha", "save", "join", "groups", "skip"})

    def __init__(self, make, thetas):
        import torch

        self.torch, self.make = torch, make
        self.parameters = [torch.nn.Parameter(torch.tensor(numpy_of(theta))) for theta in thetas]
        self.optimizer = make(self.parameters)
        if not callable(getattr(self.optimizer, "step", None)):
            raise CannotBeExamined(f"a function of params that returned {short(self.optimizer)}")
        if not hasattr(self.optimizer, "param_groups"):
            self.can = frozenset({"skip"})

    def step(self, gradients):
        """Set the gradients, and step once for all."""
        for parameter, g in zip(self.parameters, gradients, strict=True):
            parameter.grad = None if g is None else self.torch.tensor(g)
        self.optimizer.step()

    def read(self):
        """List the parameters as arrays."""
        return [parameter.detach().numpy().copy() for parameter in self.parameters]

    def set_alpha(self, alpha):
        """Change "lr" in all groups, as schedulers of torch do."""
        for group in self.optimizer.param_groups:
            group["lr"] = alpha

    def reloaded(self):
        """Load the state_dict into another optimiser, over copies of the parameters."""
        import copy

        other = Torch(self.make, self.read())
        other.optimizer.load_state_dict(copy.deepcopy(self.optimizer.state_dict()))
        return other

    def join(self, theta, **hyperparameters):
        """Add a group."""
        parameter = self.torch.nn.Parameter(self.torch.tensor(theta))
        self.parameters.append(parameter)
        self.optimizer.add_param_group({"params": [parameter], **hyperparameters})


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


class Keras(AtWork):
    """An optimiser of Keras: build(variables), and apply(gradients, variables) or the older way."""

    def __init__(self, optimizer, thetas, make=None):
        self.optimizer = optimizer
        self.variables = [(make or keras_variable)(optimizer, theta) for theta in thetas]
        if hasattr(optimizer, "build"):
            optimizer.build(self.variables)

    def step(self, gradients):
        """Step all variables."""
        need_all(gradients)
        if hasattr(self.optimizer, "apply"):
            self.optimizer.apply(gradients, self.variables)
        else:
            self.optimizer.apply_gradients(list(zip(gradients, self.variables, strict=True)))

    def read(self):
        """List the variables as arrays."""
        return [numpy_of(v.numpy() if hasattr(v, "numpy") else v) for v in self.variables]


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


class Variable:
    """As much of a variable of Keras as an optimiser needs."""

    trainable, name, path = True, "variable", "variable"

    def __init__(self, value):
        self.value = value

    shape = property(lambda self: self.value.shape)
    dtype = property(lambda self: self.value.dtype)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)

    def numpy(self):
        """Return the array."""
        return self.value

    def assign(self, value):
        """Take another array."""
        self.value = np.asarray(value, self.value.dtype)

    def assign_sub(self, value):
        """Subtract from the array."""
        self.value = self.value - value

    def assign_add(self, value):
        """Add to the array."""
        self.value = self.value + value


def keras_variable(optimizer, theta):
    """Make a variable of the library that ``optimizer`` is of, or one that does its duty."""
    home = type(optimizer).__module__.split(".")[0]
    module = sys.modules.get(home) if home in ("keras", "tensorflow", "tf_keras") else None
    return getattr(module, "Variable", Variable)(theta)


def own_arrays(optimizer):
    """Return the function that makes arrays of the library that ``optimizer`` is of."""
    home = getattr(optimizer, "__module__", None) or type(optimizer).__module__
    parts = (getattr(part, "__module__", "") or "" for part in tuple_of(optimizer))
    homes = {home.split(".")[0], *(part.split(".")[0] for part in parts)}
    if homes & {"jax", "optax", "flax"} and "jax" in sys.modules:
        return sys.modules["jax"].numpy.asarray
    if "mlx" in homes and "mlx.core" in sys.modules:
        return sys.modules["mlx.core"].array
    return lambda x: x


def tuple_of(x):
    """List the parts of a tuple; of anything else, itself."""
    return x if isinstance(x, tuple) else (x,)


def is_pair(x):
    """Whether ``x`` has functions init and step."""
    return has(x, "init", "step") and not isinstance(x, type)


def is_optax(x):
    """Whether ``x`` has functions init and update, the latter of (gradients, state, ...)."""
    if isinstance(x, type) or not has(x, "init", "update"):
        return False
    parameters = parameters_of(x.update)
    return parameters is not None and "state" in "".join(list(parameters)[1:2])


def is_triple(x):
    """Whether ``x`` is three functions."""
    return isinstance(x, tuple) and len(x) == 3 and all(callable(part) for part in x)


def is_keras(x):
    """Whether ``x`` takes gradients and variables as Keras' optimisers do."""
    return (
        not isinstance(x, type)
        and has(x, "apply_gradients")
        and (has(x, "build") or "grads_and_vars" in (parameters_of(x.apply_gradients) or {}))
    )


def is_mlx(x):
    """Whether ``x`` takes gradients and parameters as MLX' optimisers do."""
    if isinstance(x, type) or not has(x, "apply_gradients"):
        return False
    return len(required(parameters_of(x.apply_gradients) or {})) == 2


def has(x, *names):
    """Whether ``x`` has methods of these names."""
    return all(callable(getattr(x, name, None)) for name in names)
