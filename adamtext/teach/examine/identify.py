"""Whose steps an optimiser makes."""

from typing import NamedTuple

import numpy as np

from adamtext.teach.examine.candidates import (
    ADAM,
    ADAMW,
    DEFAULTS,
    Candidate,
    answer,
    pairs,
    relatives,
    singles,
)
from adamtext.teach.examine.fit import EXTRAS, guess_alpha, rounded, search, starts
from adamtext.teach.examine.observe import TOLERANCE, depends_on_theta, distance
from adamtext.teach.examine.rough import limits, nearly, plausible, roughly

#: Streams that decide whose steps they are.
DECIDING = ("first", "ladder", "weights", "sparse", "matrix", "long")


class Match(NamedTuple):
    """A rule that fits.

    Attributes
    ----------
    candidate : Candidate
    values : dict
        Of its hyper-parameters, in the first setting; of those that were chosen or estimated.
    estimated : tuple of str
        Which were estimated.
    alike : tuple of str
        Other rules that make the same steps.
    """

    candidate: Candidate
    values: dict
    estimated: tuple = ()
    alike: tuple = ()

    def unsure(self):
        """Return it as what fits in part."""
        return self._replace(candidate=self.candidate._replace(kind="unknown"))


def identify(observations, names=DECIDING, told=None):
    """Find the rule whose steps an optimiser makes.

    Parameters
    ----------
    observations : list of Observation
        One for each setting of its hyper-parameters.
    names : sequence of str
        The streams that are to agree.
    told : dict, optional
        Further hyper-parameters that are known: a weight decay.

    Returns
    -------
    Match or None
    """
    decays = depends_on_theta(observations[0])
    unknown = tuple(k for k in DEFAULTS if k not in observations[0].setting)
    search_in = Search(observations, names, told or {}, unknown)
    for stage in stages(search_in, decays):
        found = list(stage)
        if found:
            return best(found)
    return None


def stages(look, decays):
    """Yield what fits, stage by stage: the most plausible first."""
    right = [ADAMW, ADAM] if decays else [ADAM]
    yield look.exactly(right)
    if "alpha" in look.unknown:
        yield look.with_alpha(right)
    if look.unknown:
        yield look.with_all(right[:1])
    yield look.exactly(singles(decays))
    yield look.exactly(relatives())
    if decays:
        yield look.exactly(singles(False))
    if "alpha" in look.unknown:
        yield look.with_alpha(singles(decays))
        yield look.with_alpha(relatives())
    yield look.exactly(pairs(decays))
    if look.unknown:
        yield look.with_all(singles(decays))
    if "alpha" in look.unknown:
        yield look.with_alpha(pairs(decays))
    yield look.roughly(relatives())


def best(found):
    """Return the nearest of ``found``, pairs of a distance and a match, with those as near."""
    found = sorted(found, key=lambda pair: pair[0])
    nearest, match = found[0]
    titles = [m.candidate.title for far, m in found if far <= 10 * nearest + 1e-9]
    return match._replace(alike=tuple(dict.fromkeys(titles)))


class Search:
    """A search among candidates, for what some observations show."""

    def __init__(self, observations, names, told, unknown):
        self.observations, self.names, self.told = observations, names, told
        self.unknown = unknown

    def far(self, candidate, values):
        """Return how far ``candidate`` is with ``values`` besides what was chosen; None if far."""
        worst = 0.0
        for observation in self.observations:
            asked = self.needed(candidate) | observation.setting | values
            worst = max(worst, distance(observation, candidate, asked, self.names))
            if not worst <= TOLERANCE[observation.dtype]:
                return None
        return worst

    def tells(self, candidate, values):
        """Whether ``candidate`` makes any step that is a number: others are all alike."""
        asked = self.needed(candidate) | self.observations[0].setting | values
        return np.isfinite(answer(candidate.rule, tuple(asked.items()), "first")[0]).any()

    def needed(self, candidate):
        """Return an alpha for those that have no default."""
        default = candidate.knows.get("alpha")
        return {} if isinstance(default, float) else {"alpha": 1e-3}

    def matches(self, candidate, values, estimated=()):
        """Yield (distance, match) if ``candidate`` fits."""
        far = self.far(candidate, values)
        if far is not None and (len(candidate.mistakes) < 2 or self.tells(candidate, values)):
            yield far, Match(candidate, self.observations[0].setting | values, estimated)

    def exactly(self, candidates):
        """Yield those that fit with what was chosen, and else with their defaults."""
        for candidate in candidates:
            for extra in self.extras(candidate, {}):
                yield from self.matches(candidate, extra)

    def with_alpha(self, candidates):
        """Yield those that fit with some alpha."""
        observation = self.observations[0]
        for candidate in candidates:
            if "alpha" not in candidate.knows:
                continue
            guess = guess_alpha(observation, candidate, observation.setting)
            if guess is None:
                continue
            for extra in self.extras(candidate, {"alpha": guess}):
                values = {"alpha": guess} | extra
                yield from self.refined(candidate, values, ("alpha",))

    def with_all(self, candidates):
        """Yield those that fit with some values of all that is unknown."""
        observation, found = self.observations[0], []
        for candidate in candidates:
            unknown = [k for k in self.unknown if k in candidate.knows]
            if candidate.extra and candidate.extra not in self.told:
                unknown.append(candidate.extra)
            known = observation.setting | self.told
            found += [
                (*start, candidate, unknown)
                for start in starts(observation, candidate, known, unknown)[:2]
            ]
        found.sort(key=lambda each: each[0])
        for size, values, candidate, unknown in found[:8]:
            if not np.isfinite(size) or not unknown:
                continue
            names = ["ladder", "weights", "matrix"] if candidate.decays else ["ladder"]
            values, _ = search(observation, candidate, values, unknown, names)
            if values is not None:
                estimated = tuple(k for k in unknown if k in DEFAULTS)
                yield from self.refined(candidate, values, estimated)

    def refined(self, candidate, values, estimated):
        """Yield (distance, match) with values that are as round as can be."""
        unknown = [*estimated, *([candidate.extra] if candidate.extra else [])]
        unknown = [k for k in unknown if k in values]
        chosen = rounded(
            values, unknown, lambda new: self.far(candidate, self.free(new)) is not None
        )
        if chosen is not None and plausible(candidate, chosen):
            yield from self.matches(candidate, self.free(chosen), estimated)

    def free(self, values):
        """Return those of ``values`` that were not chosen."""
        return {k: v for k, v in values.items() if k not in self.observations[0].setting}

    def extras(self, candidate, values):
        """List what the hyper-parameter may be that is not Adam's, as dicts."""
        name, observation = candidate.extra, self.observations[0]
        if name is None:
            return [{}]
        if name in self.told:
            return [{name: self.told[name]}]
        if name == "limit":
            alpha = values.get("alpha") or observation.alpha or 1e-3
            return [{name: limit} for limit in limits(observation, candidate, alpha)]
        asked = self.needed(candidate) | observation.setting | values
        if not nearly(observation, candidate, asked):
            return []
        for begin in EXTRAS[name]:
            found, _ = search(
                observation, candidate, asked | {name: begin}, [name], ["weights", "matrix"], 8
            )
            if found is None or found[name] == 0:
                continue
            chosen = rounded(
                found, [name], lambda new: self.far(candidate, self.free(new)) is not None
            )
            if chosen is not None:
                return [{name: chosen[name]}]
        return []

    def roughly(self, candidates):
        """Yield those that fit where eps is small beside the gradients, with another eps."""
        for candidate in candidates:
            asked = [self.guessed(candidate, observation) for observation in self.observations]
            far = max(
                roughly(observation, candidate, values)
                for observation, values in zip(self.observations, asked, strict=True)
            )
            if far < max(3e-5, TOLERANCE[self.observations[0].dtype]):
                yield far, Match(candidate, asked[0])

    def guessed(self, candidate, observation):
        """Return what was chosen, and the alpha that was seen where none was."""
        asked = self.needed(candidate) | observation.setting
        if "alpha" not in self.unknown:
            return asked
        guess = guess_alpha(observation, candidate, asked)
        return asked | ({"alpha": guess} if guess else {})
