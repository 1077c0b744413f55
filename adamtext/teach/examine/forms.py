"""What can be examined, and how it is set to work: found out by its signature, and by trying."""

import functools
import inspect
from itertools import chain, islice

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
from adamtext.teach.examine.special import config_of, is_finished_torch, of_finished_torch
from adamtext.teach.examine.subject import Subject, name_of, trial, without_effect
from adamtext.teach.examine.ways import ways_of_function, ways_of_made, ways_of_needy
from adamtext.teach.examine.work import CannotBeExamined, fresh
from adamtext.teach.examine.wrapper import WRAPPER, blame

#: What a function that takes any name may be told in, tried in this order.
ANY_NAME = [
    {"beta1": "beta1", "beta2": "beta2", "eps": "eps"},
    {"beta1": "betas", "beta2": "betas", "eps": "eps"},
    {"beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"},
    {"beta1": "b1", "beta2": "b2", "eps": "eps"},
]
STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def see(x):
    """See ``x`` as a :class:`~adamtext.teach.examine.subject.Subject`.

    Raises
    ------
    CannotBeExamined
        If it cannot be set to work.
    """
    if is_finished_torch(x):
        return of_finished_torch(x)
    if is_finished(x):
        return first_that_works(x, Spelling({}), ways_of_finished)
    parameters = parameters_of(x)
    if parameters is None:
        raise CannotBeExamined(f"{name_of(x)} shows no signature", WRAPPER)
    if isinstance(x, type) and all(p.kind in STARRED for p in parameters.values()):
        parameters = inherited(x) or parameters
    needed = [k for k in required(parameters) if hyperparameter(k) is None]
    if isinstance(x, type):
        ways = ways_of_needy if needed else ways_of_finished
        return first_that_works(x, Spelling(parameters), ways)
    return see_function(x, parameters, needed)


def see_function(x, parameters, needed):
    """See a function: a step, a whole loop, or what makes an optimiser."""
    played = roles([k for k in parameters if hyperparameter(k) is None])
    if config := config_of(x, played):
        return config
    if names := loop_roles(parameters):
        spelling = Spelling(parameters, skip=tuple(names.values()))
        return first_that_works(x, spelling, functools.partial(ways_of_loop_or_step, names=names))
    if needed and ("g" in played.values() or len(needed) > 1):
        ways = ways_of_function
    else:
        ways = ways_of_needy if needed else ways_of_finished
    return first_that_works(x, Spelling(parameters), ways)


def is_finished(x):
    """Whether ``x`` is an optimiser, and not what makes one or makes a step."""
    return not (isinstance(x, type | functools.partial) or inspect.isroutine(x))


def ways_of_finished(build):
    """Yield ways for what needs nothing more."""
    return ways_of_made(build, build())


def ways_of_loop_or_step(build, names):
    """Yield ways for a function with a gradient and a start: a loop first if it counts steps."""
    both = functools.partial(ways_of_loop, names=names), ways_of_function
    return chain.from_iterable(ways(build) for ways in (both if "steps" in names else both[::-1]))


def first_that_works(x, spelling, ways):
    """Try ways one after the other, and return a subject of the first that works.

    Parameters
    ----------
    x : object
        What is examined.
    spelling : Spelling
        How it spells the hyper-parameters.
    ways : callable
        From a function that makes it, to pairs of words and what sets it to work.

    Raises
    ------
    CannotBeExamined
        If none does: from the error of the likeliest.
    """
    errors = []
    for theirs in spellings(spelling, x):
        subject = tried(x, theirs, ways, errors)
        if subject is not None:
            return subject
    blame(name_of(x), errors)


def tried(x, spelling, ways, errors):
    """Return the subject of the first way that works; if there is none, None and ``errors``."""

    def ways_with(values):
        if is_finished(x):
            return ways(lambda: fresh(x))
        return ways(lambda: functools.partial(x, **spelling.call(values)))

    def starting(number):
        # ways are made anew for each choice, so that the same one is found by its number
        return lambda thetas, chosen: next(islice(ways_with(chosen), number, None))[1](thetas)

    try:
        found = enumerate(ways_with({k: DEFAULTS[k] for k in spelling.theirs}))
        for i, (words, start) in found:
            error = trial(start)
            if error and words.startswith("a pair"):
                error = error if trial(start, one=True) else None  # disturbed by each other
            if error:
                errors.append((words, error))
                continue
            takes = tuple(k for k in DEFAULTS if k in spelling.theirs)
            defaults, decay = dict(spelling.defaults), spelling.weight_decay
            subject = Subject(name_of(x), words, starting(i), takes, defaults, weight_decay=decay)
            if spelling.guessed and without_effect(subject):
                return None
            kin = [(j, w, s) for j, (w, s) in found if w.split(":")[0] == words.split(":")[0]]
            others = tuple((w, starting(j)) for j, w, s in kin if trial(s) is None)
            return subject._replace(others=others)
    except Exception as error:
        errors.append((name_of(x), error))
    return None


def spellings(spelling, x):
    """Yield how hyper-parameters may be spelt: those of the signature, and guesses at others."""
    spelling.guessed = False
    if not is_finished(x) and takes_any_name(parameters_of(x)) and len(spelling.theirs) < 4:
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
