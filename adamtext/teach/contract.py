"""Tells whether an optimiser is Adam, and if not, what it is and which mistake explains it.

:func:`check` takes optimisers in nearly all forms that people write them in. It looks at what
they do and never at their code: :mod:`adamtext.teach.examine` sets them to work.
"""

import contextlib
import io

import numpy as np

from adamtext.rule import check_hyperparameter
from adamtext.teach.examine.candidates import DEFAULTS, OTHERS
from adamtext.teach.examine.diagnosis import diagnose
from adamtext.teach.examine.forms import see
from adamtext.teach.examine.look import Look
from adamtext.teach.examine.observe import observe
from adamtext.teach.examine.properties import tested
from adamtext.teach.examine.subject import name_of
from adamtext.teach.examine.training import trained
from adamtext.teach.examine.work import CannotBeExamined
from adamtext.teach.examine.wrapper import unable
from adamtext.teach.findings import (
    UNTESTED,
    decay_as_told,
    defaults,
    not_in,
    picture,
    too_small_an_eps,
    trajectory,
    with_what,
)
from adamtext.teach.report import Finding, Report


def check(optimizer, **hyperparameters):
    """Hold ``optimizer`` to the contract of Adam, or of AdamW if it decays weights.

    It is fed with NumPy arrays, unless it is of a library that has its own. That it works in
    place is noted, not failed, and so are defaults that are not the paper's.

    Parameters
    ----------
    optimizer : Optimizer, function, class or object
        An :class:`~adamtext.rule.Optimizer`, or a function that returns one; a class of
        torch.optim, optax, Keras, MLX, or a triple of JAX; a function of (w, g, m, v, t) that
        returns (w, m, v), in any order; a class or an object that steps arrays, lists, dicts,
        layers, or parameters with .data and .grad; a function from a gradient to an update; a
        function with the whole loop. What its arguments are is read from their names.
    **hyperparameters : float, optional
        ``alpha``, ``beta1``, ``beta2``, ``eps``: what to test it with, or what a finished
        optimiser was made with. By default Adam's; what a finished one was made with is estimated.
        What takes hyper-parameters is tested with these, and with others.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If a hyper-parameter is given that it does not take.
    ValueError
        If a hyper-parameter is out of range.

    Examples
    --------
    >>> import adamtext
    >>> check(adamtext.adam).ok, check(adamtext.adamax).rule
    (True, 'AdaMax')
    """
    for name, value in hyperparameters.items():
        if name not in DEFAULTS:
            raise TypeError(f"a hyper-parameter must be one of {', '.join(DEFAULTS)}; got {name!r}")
        check_hyperparameter(name, value)
    if hyperparameters.get("alpha") == 0:
        raise ValueError("alpha must be > 0 where steps are to be seen, got 0")
    printed = io.StringIO()
    try:
        with np.errstate(all="ignore"), contextlib.redirect_stdout(printed):
            subject = see(optimizer)
            refuse(subject, hyperparameters)
            report = examine(subject, hyperparameters)
    except CannotBeExamined as error:
        report = not_examined(name_of(optimizer), error)
    except SystemExit as error:
        report = not_examined(name_of(optimizer), unable(error))
    if printed.tell():
        report = report.noted("it prints, which is not shown here")
    return report


def refuse(subject, hyperparameters):
    """Refuse hyper-parameters that would be dropped in silence.

    Raises
    ------
    TypeError
    """
    dropped = [k for k in hyperparameters if subject.takes and k not in subject.takes]
    if dropped:
        raise TypeError(
            f"{subject.name} takes {', '.join(subject.takes)}, and no {', '.join(dropped)}: leave "
            "that out, and it will be estimated"
        )


def not_examined(name, error):
    """Report that something could not be set to work; a division by zero is a verdict."""
    if error.division:
        finding = Finding("runs", False, "it takes steps", str(error))
        return Report(
            name, "t_from_zero", "t_from_zero", "its defaults", [finding],
            line=error.line, form="something that divides by zero at t = 1",
        )  # fmt: skip
    return Report(
        name, None, None, "", [], examined=False, notes=(str(error),),
        line=error.line, remedy=error.remedy,
    )  # fmt: skip


def examine(subject, hyperparameters):
    """Set a subject to work, and report."""
    settings = [subject.told | hyperparameters]
    if subject.takes:
        both = DEFAULTS | hyperparameters, OTHERS
        settings = [{k: values[k] for k in subject.takes} for values in both]
    observations = observed(subject, settings)
    found = diagnose(subject, observations)
    if not found.right:
        found = found.noted(*other_ways(subject, settings))
    h, decay = hyperparameters_of(found, settings[0])
    look = Look(subject.with_values(settings[0]), h, observations[0], decay)
    happened, names = trained(look, found)
    decaying, ignored = decay_as_told(subject, found)
    findings = [trajectory(found, observations), *tested(look), *happened, *decaying]
    if subject.takes or subject.defaults:
        findings.append(defaults(subject))
    return Report(
        subject.name,
        "shared_t" if found.right and "shared_t" in names else found.title,
        " + ".join(dict.fromkeys((*found.names, *names, *ignored))) or None,
        with_what(subject, settings[0], hyperparameters, found.match),
        findings,
        form=subject.words,
        notes=(*found.notes, *too_small_an_eps(look)),
        picture=picture(look),
        untested=(*UNTESTED, *not_in(look)),
    )


def observed(subject, settings):
    """Observe a subject with each setting of its hyper-parameters.

    Raises
    ------
    CannotBeExamined
        If it raises.
    """
    try:
        return [observe(subject.with_values(setting), setting) for setting in settings]
    except Exception as error:
        raised = unable(error)
        raise raised from error


def other_ways(subject, settings):
    """List what would be Adam, if it were meant to be called in another way."""
    for words, start in subject.others:
        other = subject._replace(start=start)
        found = diagnose(other, observed(other, settings))
        if found.right:
            return [f"these would be the steps of {found.title} where {words.split(': ')[-1]}"]
    return []


def hyperparameters_of(found, setting):
    """Return alpha, beta1, beta2 and eps, chosen or estimated, and what AdamW takes of weights."""
    estimated = found.match.values if found.match else {}
    h = DEFAULTS | {k: v for k, v in {**setting, **estimated}.items() if k in DEFAULTS}
    return h, h["alpha"] * estimated.get("weight_decay", 0) if found.right else 0
