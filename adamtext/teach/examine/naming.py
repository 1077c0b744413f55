"""What an optimiser is called whose steps are those of a rule."""

from typing import NamedTuple

import numpy as np

from adamtext.teach.examine.candidates import singles
from adamtext.teach.examine.identify import Match
from adamtext.teach.examine.work import PairAtWork


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

    def noted(self, *notes):
        """Return it with more notes."""
        return self._replace(notes=(*self.notes, *notes))

    def blamed(self, *names):
        """Return it with more that is wrong."""
        return self._replace(names=(*self.names, *dict.fromkeys(names)))

    @property
    def right(self):
        """Whether the steps are those of Adam or AdamW."""
        return self.match is not None and self.match.candidate.kind == "Adam" and not self.names


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
