"""Objects that step: over parameters with .data and .grad, over layers, or by a method.

Each function here yields ways to set something to work: pairs of a description and a function
from arrays to an :class:`~adamtext.teach.examine.work.AtWork`.
"""

import numpy as np

from adamtext.teach.examine.calls import Box, Stepper, calls
from adamtext.teach.examine.names import hyperparameter, parameters_of, plain, required, roles
from adamtext.teach.examine.work import Alone, AtWork, CannotBeExamined, fresh, numpy_of

#: Methods that may make a step, the likeliest first.
METHODS = (
    "step update apply apply_gradients update_params update_parameters update_weights optimize "
    "get_updates get_update compute_update compute_step get_step direction compute calculate calc "
    "delta minimize __call__"
).split()
BY_POSITION = [
    ("theta", "g"),
    ("g",),
    ("theta", "g", "name"),
    ("name", "theta", "g"),
    ("theta", "g", "t"),
    ("layer",),
]


class Parameter:
    """An array with a gradient, as small libraries of automatic differentiation have them."""

    requires_grad = True

    def __init__(self, data, name=""):
        self.data, self.grad, self.name = data, None, name

    @property
    def value(self):
        """The array, under another name."""
        return self.data

    @value.setter
    def value(self, data):
        self.data = data

    gradient = property(lambda self: self.grad)
    shape = property(lambda self: self.data.shape)

    def zero_grad(self):
        """Leave the gradient alone: it is set before each step."""


class OverParameters(AtWork):
    """An optimiser made over objects with .data and .grad, whose step takes nothing."""

    can = frozenset({"skip"})

    def __init__(self, make, thetas):
        self.parameters = [Parameter(theta, f"p{i}") for i, theta in enumerate(thetas)]
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
        numbers = [Parameter(float(x)) for theta in thetas for x in theta.ravel()]
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


class Layer:
    """A layer of a network: two arrays and their gradients, also as dicts."""

    trainable = True

    def __init__(self, names, first, second):
        self._names = names
        setattr(self, names[0], first)
        setattr(self, names[1], second)


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
        if any(g is None for g in gradients):
            raise CannotBeExamined("all layers are stepped at once")
        gradients = [*gradients, np.zeros(1)] if len(gradients) % 2 else gradients
        for layer, first, second in zip(self.layers, gradients[::2], gradients[1::2], strict=True):
            setattr(layer, self.names[2], first)
            setattr(layer, self.names[3], second)
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
        names = self.names[:2]
        found = [numpy_of(getattr(layer, name)) for layer in self.layers for name in names]
        return found[: self.n]


def methods_of(made):
    """Yield the names of methods that may make a step."""
    public = [name for name in dir(made) if not name.startswith("_")]
    for name in [*METHODS, *public]:
        method = getattr(made, name, None)
        if callable(method) and (name != "__call__" or callable(made)):
            yield name


def ways_of_object(build, made):
    """Yield the ways in which what ``build`` makes, like ``made``, may step arrays."""
    tried = set()
    for name in methods_of(made):
        if name in tried or name in ("init", "zero_grad", "reset"):
            continue
        tried.add(name)
        for call in calls(getattr(made, name), BY_POSITION):
            yield from ways_of_method(build, name, call)


def ways_of_method(build, name, call):
    """Yield the ways to call one method with arrays, lists, dicts, or layers."""
    spelt = ", ".join(argument for argument, _ in call.order)
    words = f"an object with {name}({spelt})" if name != "__call__" else f"an object({spelt})"
    if "layer" in call.roles:
        many = (
            [" all", ""]
            if plain(call.order[0][0]) in ("layers", "model", "network")
            else ["", " all"]
        )
        for names in LAYERS:
            for each in many:
                yield words, _layers(names, build, name + each)
        return
    for kind in boxes(call):
        yield f"{words}, {CALLED[kind]}", _method(build, name, call, Box(kind))


CALLED = {
    "array": "array by array",
    "floats": "with lists of numbers",
    "numbers": "number by number",
    "list": "with lists of arrays",
    "tuple": "with tuples of arrays",
    "dict": "with dicts of arrays",
    "d-dict": 'with dicts of arrays, "dW1" for "W1"',
}


def boxes(call):
    """List in what arrays may be handed to a call, the likeliest first."""
    several = any(
        plain(argument).endswith(("s", "parameters", "dict", "list"))
        for argument, role in call.order
        if role in ("theta", "g")
    )
    return (
        ["dict", "list", "d-dict", "array", "floats"]
        if several
        else ["array", "list", "dict", "d-dict", "floats"]
    )


def _layers(names, build, how):
    return lambda thetas: OverLayers(names, thetas, build, how)


def _method(build, name, call, box):
    known = []

    def bound(made):
        again = type(call)(getattr(made, name), call.order, call.positional)
        return again

    def reading(thetas):
        if not known:
            known.append(Stepper(bound(build()), box, thetas).try_out())
        return known[0]

    def start(thetas):
        found = reading(thetas if box.whole else thetas[:1])
        if box.whole or "name" in call.roles:
            return Stepper(bound(build()), box, thetas, reading=found)
        return Alone(lambda one: Stepper(bound(build()), box, one, reading=found), thetas)

    return start


def ways_of_class(make, parameters):
    """Yield the ways of a class, or a function, that wants something to be made with.

    ``make`` takes that, and returns the optimiser.
    """
    needed = [k for k in required(parameters) if hyperparameter(k) is None]
    if len(needed) != 1:
        return
    role = roles(needed)[needed[0]]
    if role in ("theta", "layer", None):
        yield (
            "a class over parameters with .data and .grad",
            lambda thetas: OverParameters(make, thetas),
        )
    if role in ("layer", "theta", None):
        for names in LAYERS:
            yield f"a class over layers with {', '.join(names)}", _made_layers(names, make)
    if role in ("theta", None):
        for kind in ("list", "dict"):
            yield f"a class made with a {kind} of arrays", _made(make, Box(kind))
        yield (
            "a class over parameters that hold a number each",
            lambda thetas: OverNumbers(make, thetas),
        )
    if role in ("theta", "shape", "size", None):
        for what in ("shape", "size", "array"):
            yield f"a class made with {what}", _sized(make, what)


def _made_layers(names, make):
    return lambda thetas: OverLayers(names, thetas, make, "made")


def _made(make, box):
    """Make over arrays, and step with gradients."""

    def start(thetas):
        for name, call in step_calls(make(box.pack([x.copy() for x in thetas]))):
            packed = box.pack(thetas)
            made = make(packed)
            return MadeOver(made, name, call, box, packed, thetas)
        raise CannotBeExamined("no method that takes gradients")

    return start


def step_calls(made):
    """Yield methods that take gradients alone."""
    for name in methods_of(made):
        for call in calls(getattr(made, name), [("g",)]):
            if call.roles == ["g"]:
                yield name, call


class MadeOver(AtWork):
    """An optimiser that was made over a list or a dict of arrays, and is handed gradients."""

    def __init__(self, made, name, call, box, packed, thetas):
        self.method = type(call)(getattr(made, name), call.order, call.positional)
        self.made, self.box, self.packed, self.like = made, box, packed, list(thetas)
        self.returned = None

    def step(self, gradients):
        """Step with gradients in the box that was made over."""
        if any(g is None for g in gradients):
            raise CannotBeExamined("all arrays are stepped at once")
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


def _sized(make, what):
    """Make one optimiser an array, with its shape, its size or itself."""

    def start(thetas):
        def alone(one):
            given = {"shape": one[0].shape, "size": one[0].size, "array": one[0]}[what]
            for _, way in ways_of_object(lambda: make(fresh(given)), make(fresh(given))):
                try:
                    way([one[0].copy()]).step([one[0] * 0 + 1])
                except Exception:  # the next way
                    continue
                return way(one)
            raise CannotBeExamined("no method that steps")

        return Alone(alone, thetas)

    return start


def needs_more(made):
    """Whether a class or function needs more than hyper-parameters."""
    parameters = parameters_of(made)
    return parameters is None or any(hyperparameter(k) is None for k in required(parameters))
