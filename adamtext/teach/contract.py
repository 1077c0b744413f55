"""Tells whether an optimiser is Adam, and if not, what it is and which mistake explains it.

:func:`check` takes optimisers in nearly all forms that people write them in. It looks at what
they do and never at their code: :mod:`adamtext.teach.examine` sets them to work.
"""

import numpy as np

from adamtext.optimizers import adam
from adamtext.rule import check_hyperparameter
from adamtext.teach.examine.candidates import DEFAULTS, answer
from adamtext.teach.examine.diagnosis import diagnose, far_from_adam
from adamtext.teach.examine.forms import name_of, see
from adamtext.teach.examine.look import Look
from adamtext.teach.examine.observe import observe
from adamtext.teach.examine.properties import NOTES, TESTS
from adamtext.teach.examine.streams import LADDER, LAST_STEP
from adamtext.teach.examine.training import TRAINING
from adamtext.teach.examine.work import CannotBeExamined
from adamtext.teach.examine.wrapper import line_of, remedy_for
from adamtext.teach.report import Finding, Report, bars

# Far from the defaults, so that it shows where a hyper-parameter is not used, or misplaced.
OTHERS = {"alpha": 2e-2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}
#: What no optimiser is tested for.
UNTESTED = (
    f"steps after t = {LAST_STEP}",
    "gradients above 1e4",
    "arrays of three dimensions and more",
    "other devices than the CPU",
    "more than one process",
    "options that are off by default",
)


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
    try:
        with np.errstate(all="ignore"):
            subject = see(optimizer)
            refuse(subject, hyperparameters)
            return examine(subject, hyperparameters)
    except CannotBeExamined as error:
        return not_examined(optimizer, error)


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


def not_examined(optimizer, error):
    """Report that something could not be set to work."""
    if getattr(error, "division", False):
        finding = Finding("runs", False, "it takes steps", str(error))
        return Report(
            name_of(optimizer), "t_from_zero", "t_from_zero", "its defaults", [finding],
            line=getattr(error, "line", ""), form="something that divides by zero at t = 1",
        )  # fmt: skip
    return Report(
        name_of(optimizer), None, None, "", [], examined=False, notes=(str(error),),
        line=getattr(error, "line", ""), remedy=error.remedy,
    )  # fmt: skip


def examine(subject, hyperparameters):
    """Set a subject to work, and report."""
    settings = [DEFAULTS | hyperparameters]
    if subject.takes:
        settings = [{k: h[k] for k in subject.takes} for h in (*settings, OTHERS)]
    else:
        settings = [subject.told | hyperparameters]

    def starting(way, setting):
        chosen = setting if subject.takes else {}
        return lambda thetas: way(thetas, chosen)

    def look_at(way):
        try:
            return [observe(starting(way, setting), setting) for setting in settings]
        except Exception as error:
            raised = CannotBeExamined(f"{type(error).__name__}: {error}", remedy_for(error))
            raised.line = line_of(error)
            raise raised from error

    way, words, observations = subject.start, subject.words, look_at(subject.start)
    found = diagnose(subject, observations, starting(way, settings[0]))
    for other, start in () if found.right else subject.others:
        seen = look_at(start)
        new = diagnose(subject._replace(start=start), seen, starting(start, settings[0]))
        if new.right:
            note = f"these would be the steps of {new.title} where {other.split(': ')[-1]}"
            found = found._replace(notes=(*found.notes, note))
            break
    start = starting(way, settings[0])
    estimated = found.match.values if found.match else {}
    h = DEFAULTS | {k: v for k, v in {**settings[0], **estimated}.items() if k in DEFAULTS}
    decay = h["alpha"] * estimated.get("weight_decay", 0) if found.right else 0
    look = Look(start, h, observations[0], decay)
    findings = [trajectory(found, observations)]
    names, notes = list(found.names), list(found.notes)
    if "16" in look.seen.dtype and float(np.float16(h["eps"])) == 0:
        notes.append(f"eps={h['eps']:g} is 0 in float16, and a zero gradient makes 0/0: keep "
                     "theta in float32, or take a larger eps")  # fmt: skip
    for name, test in TESTS.items():
        findings += run_test(name, test, look)
    for name, test in TRAINING.items():
        findings += run_training(name, test, look, found.match, names)
    if subject.takes or subject.defaults:
        findings += defaults(subject)
    title = found.title
    if found.right and "shared_t" in names:
        title = "shared_t"
    return Report(
        subject.name,
        title,
        " + ".join(dict.fromkeys(names)) or None,
        with_what(subject, settings[0], hyperparameters, found.match),
        findings,
        form=words,
        notes=tuple(notes),
        picture=picture(look),
        untested=(*UNTESTED, *not_in(look)),
    )


def run_test(name, test, look):
    """Run one test; an optimiser that raises has failed it."""
    try:
        made = test(look)
    except Exception as error:
        made = False, "it takes steps", f"{type(error).__name__}: {error}"
    if made is None:
        return []
    passed, expected, got = made
    note = name in NOTES and "became (" not in got
    return [Finding(name, bool(passed), expected, got, required=not note)]


def run_training(name, test, look, match, names):
    """Run one test of what happens in training, and add what is wrong to ``names``."""
    try:
        made = test(look, match)
    except Exception as error:
        text = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return [Finding(name, False, "it can be done", text, required=False)]
    if made is None:
        return []
    wrong, expected, got = made
    if wrong and match and match.candidate.kind == "Adam" and not {wrong, "shared_t"} & set(names):
        names.append(wrong)
    return [Finding(name, wrong is None, expected, got)]


def with_what(subject, setting, given, match):
    """Say which hyper-parameters a subject was checked with."""
    known = {k: v for k, v in setting.items() if k in DEFAULTS}
    if subject.takes:
        assumed = [k for k in subject.takes if k not in given]
        words = [f"{k}={v:g}" + ("" if k in given else " (assumed)") for k, v in known.items()]
        if len(assumed) == len(known):
            words = [f"{k}={v:g}" for k, v in known.items()]
        rest = "and with others"
        words = [f"checked with {', '.join(words)}", rest]
    else:
        words = [f"{k}={v:g} (told)" for k, v in known.items()]
    estimated = match.estimated if match else ()
    words += [f"{k}={match.values[k]:g} (estimated)" for k in estimated if k in DEFAULTS]
    rest = [k for k in DEFAULTS if k not in known and k not in estimated]
    if match:
        values = {k: match.candidate.knows.get(k, DEFAULTS[k]) for k in rest}
        values = {k: v for k, v in values.items() if isinstance(v, float)}
        words += [f"{k}={v:g} (assumed, and it fits)" for k, v in values.items()]
    return ", ".join(words)


def trajectory(found, observations):
    """Compare all steps with Algorithm 1's, and name the rule whose steps they are."""
    expected = "exactly the steps of Algorithm 1, on all streams of gradients"
    if found.right:
        return Finding("trajectory", True, expected, f"those of {found.title}")
    got = far_from_adam(observations)
    if found.title:
        alike = found.match.alike if found.match else ()
        titles = dict.fromkeys([found.title, *alike])
        got += f"; the steps are those of {', or of '.join(titles)}"
    return Finding("trajectory", False, expected, got)


def defaults(subject):
    """Note defaults that are not the paper's, and those that are missing."""
    expected = f"by default {', '.join(f'{k}={v:g}' for k, v in DEFAULTS.items())}, as in the paper"
    other = [f"{k}={v!r}" for k, v in subject.defaults.items() if v != DEFAULTS[k]]
    missing = [k for k in subject.takes if k not in subject.defaults]
    got = ", ".join(other) + (f"{'; ' if other else ''}none for {', '.join(missing)}"
                              if missing else "")  # fmt: skip
    return [Finding("defaults", not other and not missing, expected, got, required=False)]


def picture(look):
    """Draw steps that differ from Adam's: for a constant gradient, for noise, or for small ones."""
    values, alpha = tuple(look.h.items()), look.h["alpha"]
    adams = answer(adam, values, "long")[0]
    pairs = [(look.long(i), -np.diff(adams[:, i], prepend=0) / alpha) for i in (0, 1)]
    drawn = list(zip(("a constant gradient", "noise"), pairs, strict=True))
    ours, adams = look.seen.paths["ladder"][0], answer(adam, values, "ladder")[0]
    for i in range(len(LADDER) - 1, -1, -1):
        pair = [-np.diff(path[:, i], prepend=0) / alpha for path in (ours, adams)]
        drawn.append((f"noise of about {LADDER[i]:g}", pair))
    for title, (x, y) in drawn:
        times = [t for t in (1, 2, 3, 5, 12, 40, 400) if t <= len(x)]
        at = [t - 1 for t in times]
        if not np.allclose(x[at], y[at], rtol=3e-2, atol=3e-2):
            return bars(title, times, x[at], y[at])
    return ""


def not_in(look):
    """List what the form of an optimiser did not allow to be tested."""
    can = look.start([np.zeros(2)]).can
    words = {
        "alpha": "a learning rate that changes",
        "save": "saving and loading",
        "join": "parameters that join late",
        "skip": "parameters without a gradient",
    }
    return [text for name, text in words.items() if name not in can]
