"""What can be examined, and how it is set to work: found out by its signature, and by trying."""

import functools
import inspect
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from adamtext.teach.examine import libraries
from adamtext.teach.examine.calls import Box, Call
from adamtext.teach.examine.candidates import DEFAULTS
from adamtext.teach.examine.loops import loop_roles, ways_of_loop
from adamtext.teach.examine.names import (
    Spelling,
    hyperparameter,
    inherited,
    parameters_of,
    required,
    roles,
    takes_any_name,
)
from adamtext.teach.examine.stepper import Stepper
from adamtext.teach.examine.streams import normal
from adamtext.teach.examine.ways import ways_of_function, ways_of_made, ways_of_needy
from adamtext.teach.examine.work import (
    Alone,
    CannotBeExamined,
    fresh,
    run,
)
from adamtext.teach.examine.wrapper import WRAPPER, blame

#: What a function that takes any name may be told in, tried in this order.
ANY_NAME = [
    {"beta1": "beta1", "beta2": "beta2", "eps": "eps"},
    {"beta1": "betas", "beta2": "betas", "eps": "eps"},
    {"beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"},
    {"beta1": "b1", "beta2": "b2", "eps": "eps"},
]


STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Subject(NamedTuple):
    """An optimiser to be examined.

    Attributes
    ----------
    name : str
    words : str
        What it was taken for.
    start : callable
        ``start(thetas, values) -> AtWork``, with values of the hyper-parameters it takes.
    takes : tuple of str
        Those of alpha, beta1, beta2, eps that can be chosen.
    defaults : dict
        What these are if they are not chosen, where it tells.
    told : dict
        Those of a finished object, which tells what it was made with.
    weight_decay : float or None
        Its weight decay, where it tells.
    others : tuple
        Other ways to set it to work that may be meant: pairs of words and ``start``.
    """

    name: str
    words: str
    start: Callable
    takes: tuple = ()
    defaults: dict = {}  # noqa: RUF012 (nobody writes to it)
    told: dict = {}  # noqa: RUF012
    weight_decay: float | None = None
    others: tuple = ()


def see(x):
    """See ``x`` as a :class:`Subject`.

    Raises
    ------
    CannotBeExamined
        If it cannot be set to work.
    """
    name = name_of(x)
    if is_finished_torch(x):
        return of_finished_torch(x, name)
    parameters = parameters_of(x)
    finished = not (isinstance(x, type) or inspect.isroutine(x) or isinstance(x, functools.partial))
    if finished:
        return first_that_works(name, lambda: fresh(x), Spelling({}), ways_of_made)
    if parameters is None:
        raise CannotBeExamined(f"{name} shows no signature", WRAPPER)
    if isinstance(x, type) and all(p.kind in STARRED for p in parameters.values()):
        parameters = inherited(x) or parameters
    played = roles([k for k in parameters if hyperparameter(k) is None])
    needed = [k for k in required(parameters) if hyperparameter(k) is None]
    spelling = Spelling(parameters)
    if not isinstance(x, type):
        if config := config_of(x, played):
            return config
        names = loop_roles(parameters)
        if names:
            spelling = Spelling(parameters, skip=tuple(names.values()))

            def either(build, made):
                if "steps" in names:
                    yield from ways_of_loop(build, names)
                yield from ways_of_function(build)
                if "steps" not in names:
                    yield from ways_of_loop(build, names)

            return first_that_works(name, None, spelling, either, x)
    steps = not isinstance(x, type) and needed and ("g" in played.values() or len(needed) > 1)

    def ways(build, made):
        if steps:
            return ways_of_function(build)
        return ways_of_needy(build, made) if needed else ways_of_made(build, made())

    return first_that_works(name, None, spelling, ways, x)


def first_that_works(name, build, spelling, ways, x=None):
    """Try ways one after the other, and return a :class:`Subject` of the first that works.

    Raises
    ------
    CannotBeExamined
        If none does: from the error of the likeliest.
    """
    errors, others = [], []
    for theirs in spellings(spelling, x):
        values = {k: DEFAULTS[k] for k in theirs.theirs}

        def made_with(chosen, theirs=theirs):
            if build is not None:
                return build
            return lambda: functools.partial(x, **theirs.call(chosen))

        def starting(way, theirs=theirs):
            # ways are made anew for each choice, so that the same one is found by its number
            def start(thetas, chosen):
                found = list_ways(ways, made_with(chosen), x)
                return next(start for i, (_, start) in enumerate(found) if i == way)(thetas)

            return start

        try:
            found = list_ways(ways, made_with(values), x)
            for i, (words, start) in enumerate(found):
                error = trial(start)
                if error is not None and words.startswith("a pair"):
                    error = error if trial(start, one=True) else None  # disturbed by each other
                if error is not None:
                    errors.append((words, error))
                    continue
                subject = Subject(
                    name,
                    words,
                    starting(i),
                    tuple(k for k in DEFAULTS if k in theirs.theirs),
                    dict(theirs.defaults),
                    weight_decay=theirs.weight_decay,
                )
                if theirs.guessed and without_effect(subject):
                    break
                others = [
                    (w, starting(j))
                    for j, (w, s) in enumerate(list_ways(ways, made_with(values), x))
                    if j > i and w.split(":")[0] == words.split(":")[0] and trial(s) is None
                ]
                return subject._replace(others=tuple(others))
        except Exception as error:
            errors.append((name, error))
    blame(name, errors)


def list_ways(ways, build, x):
    """Iterate over ways, for what ``build`` makes."""
    return ways(build, build if x is not None else build())


def spellings(spelling, x):
    """Yield how hyper-parameters may be spelt: those of the signature, and guesses at others."""
    spelling.guessed = False
    if x is not None and takes_any_name(parameters_of(x)) and len(spelling.theirs) < 4:
        for guess in ANY_NAME:
            more = Spelling({})
            vars(more).update(vars(spelling))
            more.theirs = dict(spelling.theirs)
            more.theirs |= {k: v for k, v in guess.items() if k not in spelling.theirs}
            if "alpha" not in more.theirs:
                more.theirs["alpha"] = {"beta1": "alpha", "betas": "lr"}.get(guess["beta1"], "lr")
            if guess["beta1"] == "betas" and "beta1" not in spelling.theirs:
                more.pair = ("betas", (0.9, 0.999))
            more.guessed = True
            yield more
    yield spelling


def trial(start, one=False):
    """Set something to work for three steps on two arrays; return why it does not, or None."""
    thetas = [np.array([1.0, -2.0]), np.array([[0.5, 1.5, -1.0], [2.0, 1.0, 3.0]])]
    noise = abs(normal())
    gradients = [[g[:2], g[2:8].reshape(2, 3)] for g in noise[1:4]]
    if one:
        thetas, gradients = thetas[:1], [each[:1] for each in gradients]
    try:
        with np.errstate(all="ignore"):
            paths = run(start, thetas, gradients)
    except Exception as error:
        return error
    if any(np.all(path == 0) for path in paths):
        return CannotBeExamined("three steps moved nothing")
    return None


def without_effect(subject, steps=4):
    """List the hyper-parameters of ``subject`` that change nothing."""
    values = {"alpha": 2e-2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}
    values = {k: values[k] for k in subject.takes}
    gradients = [[g * np.resize([1, 1e-3], len(g))] for g in normal()[:steps]]

    def path(values):
        with np.errstate(all="ignore"):
            return run(
                lambda thetas: subject.start(thetas, values), [0 * gradients[0][0]], gradients
            )[0]

    before = path(values)
    return [
        k for k in values if np.array_equal(path(values | {k: DEFAULTS[k]}), before, equal_nan=True)
    ]


def config_of(x, played):
    """See a function like cs231n's, whose hyper-parameters are in a dict; None if it is none."""
    names = [name for name, role in played.items() if role == "state"]
    order = [(name, role) for name, role in played.items() if role in ("theta", "g", "state")]
    if not names or [role for _, role in order] != ["theta", "g", "state"] or len(played) != 3:
        return None
    call = Call(x, order)
    try:
        made = call({"theta": np.ones(2), "g": np.ones(2), "state": None})
        config = next(part for part in made if isinstance(part, dict))
    except Exception:
        return None
    spelling = Spelling({})
    for key, value in config.items():
        ours = hyperparameter(key) if isinstance(key, str) else None
        if ours in DEFAULTS and isinstance(value, int | float):
            spelling.theirs[ours], spelling.defaults[ours] = key, value
    if not spelling.theirs:
        return None

    def start(thetas, values):
        state = {spelling.theirs[k]: v for k, v in values.items() if k in spelling.theirs}
        return Alone(lambda one: Stepper(call, Box("array"), one, 1, dict(state)), thetas)

    error = trial(lambda thetas: start(thetas, spelling.defaults))
    if error is not None:
        return None
    words = f"a function of ({', '.join(played)}) with hyper-parameters in {names[0]}"
    takes = tuple(k for k in DEFAULTS if k in spelling.theirs)
    return Subject(name_of(x), words, start, takes, spelling.defaults)


def is_finished_torch(x):
    """Whether ``x`` is an optimiser of torch that was made already."""
    return hasattr(x, "param_groups") and isinstance(getattr(x, "defaults", None), dict)


def of_finished_torch(x, name):
    """See an optimiser of torch that was made already as another one of its class."""
    spelling = Spelling({})
    for key, value in x.defaults.items():
        ours = hyperparameter(key)
        if ours:
            spelling.note(key, ours, value)
    known = parameters_of(type(x)) or {}
    given = {k: v for k, v in x.defaults.items() if k in known}
    make = functools.partial(type(x), **given)

    def start(thetas, values):
        return libraries.Torch(make, thetas)

    error = trial(lambda thetas: start(thetas, {}))
    if error is not None:
        blame(name, [("an optimiser of torch", error)])
    told = {k: v for k, v in spelling.defaults.items() if k in DEFAULTS}
    words = "an optimiser of torch, made anew with its defaults"
    return Subject(name, words, start, told=told, weight_decay=spelling.weight_decay)


def name_of(x):
    """Name a function, or what functools.partial made of one."""
    if isinstance(x, functools.partial):
        fixed = ", ".join(f"{k}={v!r}" for k, v in x.keywords.items())
        return f"{name_of(x.func)}({fixed})"
    return getattr(x, "__qualname__", type(x).__name__)
