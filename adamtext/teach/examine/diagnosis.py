"""From what an optimiser did to what is wrong with it: one name, two, or none."""

import numpy as np

from adamtext.teach.examine.candidates import DEFAULTS, singles
from adamtext.teach.examine.identify import DECIDING, Search, identify, pairs, relatives
from adamtext.teach.examine.naming import Diagnosis, named
from adamtext.teach.examine.precision import blunt, loses_small_squares
from adamtext.teach.examine.rates import changing, late_counter
from adamtext.teach.examine.streams import streams
from adamtext.teach.examine.subject import without_effect
from adamtext.teach.examine.work import run


def diagnose(subject, observations):
    """Find out whose steps these are, and what is wrong with them.

    ``observations`` are those of ``subject`` with one setting of its hyper-parameters, or two.
    """
    start = subject.with_values(observations[0].setting)
    if not subject.takes and (before := late_counter(observations[0], start)):
        note = f"its counter had counted {before} steps before, of other arrays"
        return Diagnosis(None, "shared_t", ("shared_t",), (note,))
    match = identify(observations)
    if match:
        return named(match, start)
    for look in (ignoring, in_less_precision, told_wrongly, on_matrices, changing):
        found = look(subject, observations, start)
        if found:
            return found
    if not repeatable(start):
        note = "given the same gradients again it goes elsewhere: it is random, or remembers others"
        return Diagnosis(notes=(note,))
    return Diagnosis()


def ignoring(subject, observations, start):
    """Diagnose what ignores hyper-parameters that it takes; None if that is not it."""
    ignored = without_effect(subject)
    match = ignored and identify([without(o, ignored) for o in observations])
    if not match:
        return None
    names = [f"ignores_{'betas' if k.startswith('beta') else k}" for k in ignored]
    note = f"it takes {', '.join(ignored)}, without any effect"
    return named(match, start).blamed(*names).noted(note)


def without(observation, names):
    """Return an observation of which it is unknown what ``names`` were chosen."""
    setting = {k: v for k, v in observation.setting.items() if k not in names}
    return observation._replace(setting=setting)


def in_less_precision(subject, observations, start):
    """Diagnose what computes with fewer digits than theta has; None if that is not it."""
    if observations[0].dtype != "float64":
        return None
    for dtype, step in (("float32", 2.0**-30), ("float16 inside", 2.0**-18)):
        if blunt(start, step):
            half = dtype != "float32"
            names = ("first", "ladder") if half else DECIDING
            match = identify([o._replace(dtype=dtype) for o in observations], names)
            if match and not (half and not loses_small_squares(start, match)):
                found = named(match, start).noted(f"it computes in {dtype.split()[0]}")
                return found.blamed("half_precision_averages") if half else found
    return None


def told_wrongly(subject, observations, start):
    """Diagnose an Adam that was made with others than it was said to be; None if it is none."""
    if subject.takes or not observations[0].setting:
        return None
    match = identify([o._replace(setting={}) for o in observations])
    if match is None or match.candidate.kind != "Adam":
        return None
    values = ", ".join(f"{k}={match.values[k]:g}" for k in match.estimated)
    note = f"with {values or 'its defaults'} these would be the steps of Adam"
    return Diagnosis(match.unsure(), "Adam with other hyper-parameters than told", (), (note,))


def on_matrices(subject, observations, start):
    """Diagnose what does something else with matrices; None if that is not it."""
    match = identify(observations, tuple(n for n in DECIDING if n != "matrix"))
    if match is None:
        return None
    found = named(match, start)
    path = observations[0].paths["matrix"][0]
    still = np.all(path == 0, axis=(0, 2))
    if still.any() and not still.all():
        rows = ", ".join(str(i + 1) for i in np.flatnonzero(still))
        note = f"rows {rows} of a matrix of {len(still)} rows do not move"
        return found._replace(names=(*found.names, "first_rows_only"), notes=(note,))
    known = {k: v for k, v in match.values.items() if k in DEFAULTS}
    told = [o._replace(setting=known | o.setting) for o in observations]
    look = Search(told, ("matrix",), {}, ())
    for candidates in (singles(False), singles(True), relatives(), pairs(True)):
        fits = sorted(look.exactly(candidates), key=lambda pair: pair[0])
        if fits:
            other = named(fits[0][1], start)
            title = f"{found.title} on vectors, {other.title} on matrices"
            return Diagnosis(match, title, (*found.names, *other.names), ())
    return found._replace(
        title=f"{found.title} on vectors, and something else on matrices",
        names=found.names,
        notes=(*found.notes, "matrices are stepped by another rule"),
        match=match.unsure(),
    )


def repeatable(start):
    """Whether the same gradients lead to the same place again."""
    once, again = (run(start, *streams()["sparse"])[0] for _ in range(2))
    return np.array_equal(once, again, equal_nan=True)
