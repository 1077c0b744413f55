"""From what an optimiser did to what is wrong with it: one name, two, or none."""

from typing import NamedTuple

import numpy as np

from adamtext.teach.examine.candidates import ADAM, DEFAULTS, answer, singles
from adamtext.teach.examine.forms import without_effect
from adamtext.teach.examine.identify import DECIDING, Match, Search, identify, pairs, relatives
from adamtext.teach.examine.observe import depends_on_theta, distance
from adamtext.teach.examine.streams import normal, streams
from adamtext.teach.examine.work import PairAtWork, run


class Diagnosis(NamedTuple):
    """What an optimiser is.

    Attributes
    ----------
    match : Match or None
        The rule whose steps it makes, at least on vectors.
    title : str or None
        What that is called.
    names : tuple of str
        What is wrong, as keys of MISTAKES or of BREACHES.
    notes : tuple of str
        What else is to be said.
    """

    match: Match | None = None
    title: str | None = None
    names: tuple = ()
    notes: tuple = ()

    @property
    def right(self):
        """Whether the steps are those of Adam or AdamW."""
        return self.match is not None and self.match.candidate.kind == "Adam" and not self.names


def diagnose(subject, observations, start):
    """Find out whose steps these are, and what is wrong with them.

    ``start`` sets it to work with the first setting.
    """
    before = None if subject.takes else late_counter(observations[0], start)
    if before:
        note = f"its counter had counted {before} steps before, of other arrays"
        return Diagnosis(None, "shared_t", ("shared_t",), (note,))
    match = identify(observations)
    if match:
        return named(match, start)
    notes, names = [], []
    ignored = without_effect(subject) if len(subject.takes) else []
    if ignored:
        observations = [
            o._replace(setting={k: v for k, v in o.setting.items() if k not in ignored})
            for o in observations
        ]
        match = identify(observations)
        if match:
            found = named(match, start)
            lost = {"beta1": "ignores_betas", "beta2": "ignores_betas"}
            lost = dict.fromkeys(lost.get(k, f"ignores_{k}") for k in ignored)
            note = f"it takes {', '.join(ignored)}, which change nothing"
            return found._replace(names=(*found.names, *lost), notes=(*found.notes, note))
    for dtype, step in (("float32", 2.0**-30), ("float16 inside", 2.0**-18)):
        if observations[0].dtype == "float64" and blunt(start, step):
            blurred = [o._replace(dtype=dtype) for o in observations]
            names = DECIDING if dtype == "float32" else ("first", "ladder")
            match = identify(blurred, names)
            if match:
                found = named(match, start)
                note = f"it computes in {dtype.split()[0]}"
                wrong = ("half_precision_averages",) if "16" in dtype else ()
                return found._replace(names=(*found.names, *wrong), notes=(*found.notes, note))
    told = [k for k in observations[0].setting if not subject.takes]
    if told:
        match = identify([o._replace(setting={}) for o in observations])
        if match and match.candidate.kind == "Adam":
            values = ", ".join(f"{k}={match.values[k]:g}" for k in match.estimated)
            note = f"with {values or 'its defaults'} these would be the steps of Adam"
            match = match._replace(candidate=match.candidate._replace(kind="unknown"))
            return Diagnosis(match, "Adam with other hyper-parameters than told", (), (note,))
    for find in (on_matrices, changing):
        found = find(observations, start)
        if found:
            return found
    return Diagnosis(notes=tuple(notes))


def named(match, start):
    """Turn a match into a diagnosis."""
    names = match.candidate.mistakes
    title = match.candidate.title
    alike = tuple(t for t in match.alike if t != title)
    if names and len(names) == 1 and alike:
        names = (by_count(match, start),)
        title = names[0]
    if match.candidate.extra == "weight_decay" and "AdamW" in title:
        title = title.replace("AdamW", f"AdamW with weight_decay={match.values['weight_decay']:g}")
    notes = ()
    if alike:
        others = [t for t in match.alike if t != title]
        notes = (f"the same steps are those of {', or of '.join(others)}",)
    if match.candidate.extra and "AdamW" not in title:
        extra = match.candidate.extra
        notes += (f"with a {extra.replace('_', ' ')} of {match.values[extra]:g}",)
    return Diagnosis(match, title, names, notes)


def by_count(match, start):
    """Choose among mistakes with the same steps the one whose state counts as this one does."""
    count = counted(start)
    alike = [c for c in singles(match.candidate.decays) if c.title in match.alike and c.mistakes]
    for candidate in alike:
        rule = candidate.rule()
        if counted(lambda thetas, rule=rule: PairAtWork(rule, thetas)) == count:
            return candidate.mistakes[0]
    return match.candidate.mistakes[0]


def counted(start):
    """Return what the state calls t after three steps; None if it does not."""
    work = start([np.zeros(2)])
    with np.errstate(all="ignore"):
        for _ in range(3):
            work.step([np.ones(2)])
    work.close()
    states = getattr(work, "states", [None])
    return getattr(states[0], "t", None)


def blunt(start, step):
    """Whether gradients that differ by a part of ``step`` make the same steps to the last bit."""
    g = normal()[:4, :3]

    def path(factor):
        with np.errstate(all="ignore"):
            return run(
                start, [np.zeros(3)], [[row * (1 + factor * (i == 1))] for i, row in enumerate(g)]
            )[0]

    return np.array_equal(path(0), path(step)) and not np.array_equal(path(0), path(0.3))


def on_matrices(observations, start):
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
        match=match._replace(candidate=match.candidate._replace(kind="unknown")),
    )


def changing(observations, start):
    """Diagnose steps that are Adam's times a factor, or Adam's with one setting only; else None."""
    if depends_on_theta(observations[0]):
        return None
    factors = [factor(observation) for observation in observations]
    first = factors[0]
    if first is None:
        return None
    values = dict(DEFAULTS) | observations[0].setting
    match = Match(ADAM._replace(kind="unknown"), values)
    usual = abs(first - 1) < 1e-5
    if usual.all():
        title = "Adam with these hyper-parameters, and something else with others"
        return Diagnosis(match, title)
    if any(f is None for f in factors):
        return None
    note = "the steps are Adam's times " + ", ".join(
        f"{first[t - 1]:.3g} at t = {t}" for t in (1, 2, 10, 100, 400, 401, 1000)
    )
    if np.ptp(first) < 1e-5 * abs(first).max():
        return Diagnosis(match, f"Adam with steps {first[0]:.3g} times as long", (), ())
    name = ()
    if all(np.allclose(f, first, rtol=1e-4, atol=1e-5) for f in factors):  # whatever the betas
        if usual[0]:
            name = (f"changes_after_{np.argmin(usual)}",)
        elif first[0] < 0.9 and usual[-1] and np.all(np.diff(first) > -1e-5):
            name = ("warmup_inside",)
    return Diagnosis(match, "Adam with a step size that changes with t", name, (note,))


def factor(observation):
    """Return by what Adam's steps are to be multiplied at each t; None if not all alike."""
    values = dict(DEFAULTS) | observation.setting
    found = []
    for name, columns in (("long", slice(None)), ("ladder", slice(-3, None))):
        ours = observation.paths[name][0][:, columns]
        theirs = answer(ADAM.rule, tuple(values.items()), name)[0][:, columns]
        ours, theirs = (np.diff(x, axis=0, prepend=0 * x[:1]) for x in (ours, theirs))
        with np.errstate(all="ignore"):
            ratio = ours / theirs
        middle = np.median(ratio, axis=1)
        loose = 1e-5 if name == "long" else 1e-3  # eps is not quite nothing
        if not np.isfinite(ratio).all():
            return None
        if np.any(np.ptp(ratio, axis=1) > loose * abs(middle) + 1e-7):
            return None
        found.append(middle)
    return found[0]


def late_counter(observation, start):
    """Find a counter of a finished pair of functions that had counted before; None if none."""
    values = dict(DEFAULTS) | observation.setting
    seen = observation.paths["first"][0][:, -4:]
    for before in range(60):
        theirs = run(
            lambda thetas, before=before: Counted(values, before, thetas),
            streams()["ladder"].thetas,
            streams()["ladder"].gradients[:6],
        )
        right = theirs[0][:, -4:]
        if np.allclose(right * (seen[0, 0] / right[0, 0]), seen, rtol=1e-6, atol=0):
            stream = streams()["ladder"]
            again = run(start, stream.thetas, stream.gradients[:6])[0][:, -4:]
            return None if np.allclose(again, seen, rtol=1e-6, atol=0) else before
    return None


class Counted(PairAtWork):
    """Adam whose count begins late."""

    def __init__(self, values, before, thetas):
        super().__init__(ADAM.rule(**values), thetas)
        self.states = [state._replace(t=before) for state in self.states]


def far_from_adam(observations):
    """Say how far the steps are from Adam's, and on which stream."""
    worst, where = -1.0, ""
    for observation, other in zip(observations, ("", " and other settings"), strict=False):
        values = dict(DEFAULTS) | observation.setting
        for name in DECIDING[1:]:
            far = distance(observation, ADAM, values, [name])
            if far > worst:
                worst, where = far, f"gradients '{name}'{other}"
    got = "NaN or infinity" if np.isinf(worst) else f"off by {worst:.2g} times the way travelled"
    return f"{got} ({where})"
