"""Ways to set something to work, according to what it is: a pair, a triple, a function, a class."""

import functools
import inspect

import numpy as np

from adamtext.rule import Optimizer
from adamtext.teach.examine import kinds, libraries, objects, trees
from adamtext.teach.examine.calls import Box, calls
from adamtext.teach.examine.loops import Generator
from adamtext.teach.examine.names import parameters_of, required, roles
from adamtext.teach.examine.stepper import Stepper
from adamtext.teach.examine.work import Alone, CannotBeExamined, PairAtWork, fresh, short
from adamtext.teach.examine.wrapper import WRAPPER


def ways_of_made(build, made):
    """Yield ways for an optimiser, according to what it is.

    Raises
    ------
    CannotBeExamined
        If it is no optimiser at all.
    """
    if isinstance(build, functools.partial) or isinstance(made, functools.partial):
        made = made()
    call = build

    def again():
        built = call()
        return built() if isinstance(built, functools.partial) else built

    if kinds.is_pair(made):
        yield "a pair of functions, init and step", lambda thetas: PairAtWork(again(), thetas)
    elif kinds.is_optax(made):
        yield "a pair of functions as in optax", lambda thetas: trees.Optax(again(), thetas)
    elif kinds.is_triple(made):
        words = "a triple of functions as in JAX"
        yield words, lambda thetas: trees.Triple(again(), thetas)
        yield words, lambda thetas: Alone(lambda one: trees.Bare(again(), one), thetas)
    elif kinds.is_plain_pair(made):
        yield "a tuple of functions", lambda thetas: PairAtWork(as_pair(again()), thetas)
    elif inspect.isroutine(made):
        yield from ways_of_function(again)
    elif kinds.is_keras(made):
        yield "an optimiser of Keras", lambda thetas: libraries.Keras(again(), thetas)
        yield (
            "an optimiser that takes gradients and arrays",
            lambda thetas: libraries.Keras(again(), thetas, lambda optimizer, theta: theta),
        )
    elif kinds.is_mlx(made):
        yield "an optimiser of MLX", lambda thetas: trees.MLX(again(), thetas)
    elif kinds.has(made, "init_single", "apply_single"):
        yield (
            "an optimiser of MLX, array by array",
            lambda thetas: trees.Single(again(), thetas),
        )
    elif made is None or isinstance(made, int | float | str | bytes | np.ndarray | list | dict):
        raise CannotBeExamined(f"{short(made)} is no optimiser", WRAPPER)
    else:
        yield from objects.ways_of_object(again, made)


def as_pair(functions):
    """See a tuple of two functions, init and step or an update of (g, state, theta), as a pair."""
    init, update = functions
    first = next(iter(roles(list(parameters_of(update))).values()))

    def step(theta, g, state):
        delta, state = update(g, state, theta)
        return theta + delta, state

    return Optimizer(init, step if first == "g" else update)


def ways_of_needy(build):
    """Yield ways for a class, or a function, that is made over parameters."""
    make = build()
    parameters = parameters_of(make) or {}
    if inspect.isgeneratorfunction(make):
        yield (
            "a generator that is sent gradients",
            lambda thetas: Alone(lambda one: Generator(build(), one[0]), thetas),
        )
        return
    if kinds.uses_torch(make):
        yield "an optimiser of torch", lambda thetas: libraries.Torch(build(), thetas)
    if kinds.is_torch_class(make):
        return
    yield from objects.ways_of_class(lambda *args: build()(*args), parameters)


def ways_of_function(build):
    """Yield ways for a function that makes one step."""
    function = build()
    order = [
        ("theta", "g", "m", "v", "t"),
        ("theta", "g", "state"),
        ("theta", "g"),
        ("g",),
    ]
    for call in calls(function, order, also=("state", "m", "v", "t")):
        for kind in [*objects.boxes(call), "numbers"]:
            for state in states(build, call):
                for t in (1, 0) if "t" in call.roles else (1,):
                    words = f"a function of ({call.in_words()}), {objects.CALLED[kind]}"
                    words += f": its t begins with {t}" if "t" in call.roles else ""
                    yield words, _function(build, call, Box(kind), t, state)


def _function(build, call, box, t, state):
    reading = []
    remembers = {"m", "v", "t", "name"} & set(call.roles)  # what one array needs is handed over

    def one(thetas):
        def made():
            return call.of(build())

        begun = state(box, thetas) if callable(state) else fresh(state)
        if box.kind == "numbers":
            return Numbers(made, thetas, t, begun)
        if not reading:  # of another one, since a function may remember
            reading.append(Stepper(made(), box, thetas, t, begun).try_out())
        return Stepper(made(), box, thetas, t, begun, reading[0])

    def start(thetas):
        together = box.whole or (remembers and box.kind != "numbers")
        return one(thetas) if together and "state" not in call.roles else separate(thetas)

    def separate(thetas):
        return one(thetas) if box.whole else Alone(one, thetas)

    return start


class Numbers(Alone):
    """One number after another."""

    def __init__(self, call, thetas, t, state):
        self.like, box = thetas[0], Box("numbers")
        reading = Stepper(call(), box, [np.zeros(1)], t, state).try_out()
        super().__init__(
            lambda one: Stepper(call(), box, one, t, state, reading),
            [np.array([x]) for x in thetas[0].ravel()],
        )

    def step(self, gradients):
        """Step each number."""
        super().step([np.array([g]) for g in gradients[0].ravel()])

    def read(self):
        """Put the numbers together."""
        return [np.array(super().read()).astype(float).reshape(self.like.shape)]


def states(build, call):
    """List what a state may be at first."""
    if "state" not in call.roles:
        return [None]
    home = getattr(getattr(build(), "func", build()), "__globals__", {})
    makers = [
        make
        for name, make in home.items()
        if "init" in name.lower()
        and inspect.isfunction(make)
        and len(required(parameters_of(make))) == 1
    ]
    return [*(of_theta(make) for make in makers), None, {}, zeros, zero]


def of_theta(make):
    """Return a function that begins a state by ``make``, from boxes and arrays."""
    return lambda box, thetas: make(box.pack(thetas))


def zero(box, thetas):
    """Begin a state of one average."""
    return box.pack([0 * x for x in thetas])


def zeros(box, thetas):
    """Begin a state of both averages and a count."""
    return {"m": zero(box, thetas), "v": zero(box, thetas), "t": 0}
