"""Two forms of their own: hyper-parameters in a dict, and an optimiser of torch that was made."""

import functools

import numpy as np

from adamtext.teach.examine import libraries
from adamtext.teach.examine.calls import Box, Call
from adamtext.teach.examine.candidates import DEFAULTS
from adamtext.teach.examine.names import Spelling, hyperparameter, parameters_of
from adamtext.teach.examine.stepper import Stepper
from adamtext.teach.examine.subject import Subject, name_of, trial
from adamtext.teach.examine.work import Alone
from adamtext.teach.examine.wrapper import blame


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


def of_finished_torch(x):
    """See an optimiser of torch that was made already as another one of its class."""
    name, spelling = name_of(x), Spelling({})
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
