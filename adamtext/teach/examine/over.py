"""Optimisers at work over parameters with .data and .grad, over layers, and over containers."""

import numpy as np

from adamtext.teach.examine.names import plain, roles
from adamtext.teach.examine.work import AtWork, CannotBeExamined, need_all, numpy_of


class Parameter:
    """An array with a gradient, as small libraries of automatic differentiation have them."""

    requires_grad = True

    def __init__(self, data, name=""):
        self.data, self.grad, self.name = data, None, name

    def _set(self, data):
        self.data = data

    value = property(lambda self: self.data, _set)
    gradient = property(lambda self: self.grad)
    shape = property(lambda self: self.data.shape)

    def zero_grad(self):
        """Leave the gradient alone: it is set before each step."""


class Parameters(list):
    """A list of parameters that answers as a model would."""

    params = property(lambda self: self)

    def parameters(self):
        """List them."""
        return self


class OverParameters(AtWork):
    """An optimiser made over objects with .data and .grad, whose step takes nothing."""

    can = frozenset({"skip"})

    def __init__(self, make, thetas):
        self.parameters = Parameters(Parameter(x, f"p{i}") for i, x in enumerate(thetas))
        self.optimizer = make(self.parameters)

    def step(self, gradients):
        """Set the gradients, and step."""
        for parameter, g in zip(self.parameters, gradients, strict=True):
            parameter.grad = g
        self.optimizer.step()

    def read(self):
        """List the arrays."""
        return [numpy_of(parameter.data) for parameter in self.parameters]


class OverNumbers(OverParameters):
    """The same, where each parameter holds one number."""

    def __init__(self, make, thetas):
        self.shapes = [theta.shape for theta in thetas]
        numbers = Parameters(Parameter(float(x)) for theta in thetas for x in theta.ravel())
        self.parameters, self.optimizer = numbers, make(numbers)

    def step(self, gradients):
        """Set the gradients, and step."""
        sizes = [theta.size for theta in self.read()]
        flat = []
        for g, size in zip(gradients, sizes, strict=True):
            flat += [None] * size if g is None else [float(x) for x in g.ravel()]
        super().step(flat)

    def read(self):
        """List the arrays."""
        found, place = [], 0
        for shape in self.shapes:
            size = 1
            for n in shape:
                size *= n
            parts = self.parameters[place : place + size]
            found.append(numpy_of([float(p.data) for p in parts]).reshape(shape))
            place += size
        return found


#: How layers call weights, biases and their gradients.
LAYERS = [
    ("W", "b", "dW", "db"),
    ("weights", "biases", "dweights", "dbiases"),
    ("w", "b", "dw", "db"),
    ("W", "b", "grad_W", "grad_b"),
    ("weights", "bias", "dweights", "dbias"),
    ("weights", "bias", "grad_weights", "grad_bias"),
    ("weight", "bias", "weight_grad", "bias_grad"),
]


#: How they call them where both are in dicts, and what gradients' keys begin with.
DICTS = [("params", "grads", ""), ("params", "grads", "d"), ("parameters", "gradients", "")]


class Layer:
    """A layer of a network: two arrays, and their gradients."""

    trainable = True

    def __init__(self, names, first, second):
        self._names = names
        self._in_dicts = len(names) == 3
        if self._in_dicts:
            setattr(self, names[0], {"W": first, "b": second})
        else:
            setattr(self, names[0], first)
            setattr(self, names[1], second)

    def take(self, first, second):
        """Take gradients."""
        if self._in_dicts:
            mark = self._names[2]
            setattr(self, self._names[1], {f"{mark}W": first, f"{mark}b": second})
        else:
            setattr(self, self._names[2], first)
            setattr(self, self._names[3], second)

    def arrays(self):
        """List both arrays."""
        if self._in_dicts:
            return list(getattr(self, self._names[0]).values())
        return [getattr(self, name) for name in self._names[:2]]


class OverLayers(AtWork):
    """An optimiser that is handed layers, made over them or called with each or with all."""

    can = frozenset()

    def __init__(self, names, thetas, make, how):
        self.names, self.how, self.n = names, how, len(thetas)
        thetas = [*thetas, np.zeros(1)] if len(thetas) % 2 else thetas
        self.layers = [
            Layer(names, first, second)
            for first, second in zip(thetas[::2], thetas[1::2], strict=True)
        ]
        self.optimizer = make(self.layers) if how == "made" else make()

    def step(self, gradients):
        """Set the layers' gradients, and step."""
        need_all(gradients)
        gradients = [*gradients, np.zeros(1)] if len(gradients) % 2 else gradients
        for layer, first, second in zip(self.layers, gradients[::2], gradients[1::2], strict=True):
            layer.take(first, second)
        optimizer = self.optimizer
        if self.how == "made":
            optimizer.step()
            return
        for hook in ("pre_update_params", "pre_update"):
            getattr(optimizer, hook, lambda: None)()
        method = getattr(optimizer, self.how.split()[0], optimizer)
        for each in [self.layers] if self.how.endswith("all") else self.layers:
            method(each)
        for hook in ("post_update_params", "post_update"):
            getattr(optimizer, hook, lambda: None)()

    def read(self):
        """List the arrays."""
        found = [numpy_of(array) for layer in self.layers for array in layer.arrays()]
        return found[: self.n]


class MadeOver(AtWork):
    """An optimiser that was made over a list or a dict of arrays, and is handed gradients."""

    def __init__(self, made, name, call, box, packed, thetas):
        self.method = call.of(getattr(made, name))
        self.made, self.box, self.packed, self.like = made, box, packed, list(thetas)
        self.returned = None

    def step(self, gradients):
        """Step with gradients in the box that was made over."""
        need_all(gradients)
        found = self.method({"g": self.box.pack(gradients)})
        taken = self.box.unpack(found, self.like) if found is not None else None
        self.returned = taken or self.returned

    def read(self):
        """List the arrays: those returned, or those of the optimiser, or those it was given."""
        if self.returned:
            return self.returned
        for name, kept in vars(self.made).items():
            if roles([name])[name] == "theta":
                taken = self.box.unpack(kept, self.like)
                if taken:
                    return taken
        return self.box.unpack(self.packed, self.like)


class WeightAndBias(AtWork):
    """A method of (w, b, dw, db), and of t if it wants it, that returns both arrays."""

    def __init__(self, build, name, words, thetas):
        thetas = [*thetas, np.zeros(1)] if len(thetas) % 2 else thetas
        self.words, self.t, self.n = words, 0, len(thetas)
        self.pairs = [list(pair) for pair in zip(thetas[::2], thetas[1::2], strict=True)]
        self.methods = [getattr(build(), name) for _ in self.pairs]

    def step(self, gradients):
        """Step each pair.

        Raises
        ------
        CannotBeExamined
            If it returns something else than two arrays.
        """
        need_all(gradients)
        self.t, self.n = self.t + 1, len(gradients)
        gradients = [*gradients, np.zeros(1)] if len(gradients) % 2 else gradients
        for i, method in enumerate(self.methods):
            values = {"w": self.pairs[i][0], "b": self.pairs[i][1], "t": self.t}
            values |= {"dw": gradients[2 * i], "db": gradients[2 * i + 1]}
            made = method(**{name: values[role] for name, role in self.words.items()})
            if not (isinstance(made, tuple | list) and len(made) == 2):
                raise CannotBeExamined("a step must return the weights and the bias")
            self.pairs[i] = list(made)

    def read(self):
        """List the arrays."""
        return [numpy_of(x) for pair in self.pairs for x in pair][: self.n]


def weight_and_bias(parameters):
    """Map arguments to "w", "b", "dw", "db" and "t"; None if they are others."""
    spelt = {"weights": "w", "weight": "w", "bias": "b", "biases": "b", "dweights": "dw"}
    spelt |= {"dbias": "db", "dbiases": "db", "dweight": "dw", "step": "t", "epoch": "t"}
    words = {name: spelt.get(plain(name), plain(name)) for name in parameters}
    needed = {"w", "b", "dw", "db"}
    return words if needed <= set(words.values()) <= needed | {"t"} else None
