"""Objects that step: over parameters with .data and .grad, over layers, or by a method.

Each function here yields ways to set something to work: pairs of a description and a function
from arrays to an :class:`~adamtext.teach.examine.work.AtWork`.
"""

from adamtext.teach.examine.calls import Box, calls
from adamtext.teach.examine.names import hyperparameter, parameters_of, plain, required, roles
from adamtext.teach.examine.over import (
    DICTS,
    LAYERS,
    MadeOver,
    OverLayers,
    OverNumbers,
    OverParameters,
    WeightAndBias,
    weight_and_bias,
)
from adamtext.teach.examine.stepper import Stepper
from adamtext.teach.examine.work import Alone, CannotBeExamined, fresh

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
        method = getattr(made, name)
        if words := weight_and_bias(required(parameters_of(method) or {})):
            yield f"an object with {name}({', '.join(words)})", _weight_and_bias(build, name, words)
        for call in calls(getattr(made, name), BY_POSITION):
            yield from ways_of_method(build, name, call)


def ways_of_method(build, name, call):
    """Yield the ways to call one method with arrays, lists, dicts, or layers."""
    spelt = call.in_words()
    words = f"an object with {name}({spelt})" if name != "__call__" else f"an object({spelt})"
    if "layer" in call.roles:
        many = (
            [" all", ""]
            if plain(call.order[0][0]) in ("layers", "model", "network")
            else ["", " all"]
        )
        for names in LAYERS + DICTS:
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
    "nested": "with dicts of dicts of arrays",
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
        ["dict", "list", "d-dict", "nested", "array", "floats"]
        if several
        else ["array", "list", "dict", "d-dict", "nested", "floats"]
    )


def _weight_and_bias(build, name, words):
    return lambda thetas: WeightAndBias(build, name, words, thetas)


def _layers(names, build, how):
    return lambda thetas: OverLayers(names, thetas, build, how)


def _method(build, name, call, box):
    known = []

    def bound(made):
        return call.of(getattr(made, name))

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
        for names in LAYERS + DICTS:
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
