"""Optimisers of torch and Keras, which change variables of their own.

By their public interface; neither has to be installed.
"""

import sys

import numpy as np

from adamtext.teach.examine.kinds import home_of
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


class Keras(AtWork):
    """An optimiser of Keras: build(variables), and apply(gradients, variables) or the older way."""

    def __init__(self, optimizer, thetas, make=None):
        self.optimizer = optimizer
        self.variables = [(make or keras_variable)(optimizer, theta) for theta in thetas]
        ops = getattr(library_of(optimizer), "ops", None)
        self.as_own = getattr(ops, "convert_to_tensor", lambda x: x)
        if hasattr(optimizer, "learning_rate"):
            self.can = frozenset({"alpha"})
        if hasattr(optimizer, "build"):
            optimizer.build(self.variables)

    def step(self, gradients):
        """Step all variables."""
        need_all(gradients)
        gradients = [self.as_own(g) for g in gradients]
        if hasattr(self.optimizer, "apply"):
            self.optimizer.apply(gradients, self.variables)
        else:
            self.optimizer.apply_gradients(list(zip(gradients, self.variables, strict=True)))

    def set_alpha(self, alpha):
        """Change the learning rate, as schedulers of Keras do."""
        self.optimizer.learning_rate = alpha

    def read(self):
        """List the variables as arrays."""
        return [numpy_of(v.numpy() if hasattr(v, "numpy") else v) for v in self.variables]


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
    """Make a variable of the library that ``optimizer`` is of, or one that does its duty.

    Keras' numbers are float32, if not told otherwise, and so are learning rates and decays.
    """
    library = library_of(optimizer)
    if hasattr(library, "config"):
        theta = theta.astype(library.config.floatx())
    return getattr(library, "Variable", Variable)(theta)


def library_of(optimizer):
    """Return Keras or TensorFlow, where ``optimizer`` is a child of theirs; else None."""
    homes = {home_of(cls) for cls in type(optimizer).__mro__}
    found = homes & {"keras", "tensorflow", "tf_keras"}
    return sys.modules.get(min(found)) if found else None
