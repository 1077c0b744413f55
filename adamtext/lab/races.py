"""The plan of a race: everybody tuned alike, for the horizon that is judged, on another seed.

A contestant has a grid over some of its hyper-parameters. The grid is run at the judged horizon,
on the tuning seed. Then the search goes on by itself (:mod:`adamtext.lab.search`): the neighbours
of the best point are tried until none is better, beyond the grid where that is needed; then it
looks half-way to the neighbouring step sizes, until they are near enough. It ends there, or when
the budget is spent, a number of trials that is the same for all. The best point then runs on the
race's seeds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from adamtext.lab.judging import end
from adamtext.lab.needs import work
from adamtext.lab.search import neighbours, next_points
from adamtext.lab.trials import Trial, check_real, check_whole


class Contestant(NamedTuple):
    """One curve of a figure: a rule and the grid of its hyper-parameters.

    ``grid`` is a dictionary from names to increasing values, ``fixed`` has the hyper-parameters
    that all its trials share. ``changes`` are fields of :class:`~adamtext.lab.trials.Trial` that
    differ from the race's. ``judged`` is the curve that counts, as in
    :func:`adamtext.lab.judging.curve`.
    """

    rule: str
    grid: dict
    fixed: dict = {}  # noqa: RUF012
    changes: dict = {}  # noqa: RUF012
    judged: str = "cost"

    def trial(self, settings, point, seed):
        """Return the trial at a ``point``, values in the grid's order, under these ``settings``."""
        hyper = self.fixed | dict(zip(self.grid, point, strict=True))
        return Trial(rule=self.rule, hyper=hyper, seed=seed, **(settings | self.changes))

    def points(self):
        """Return all points of the grid."""
        return list(product(*self.grid.values()))


@dataclass(frozen=True)
class Race:
    """Contestants that are tuned, then run. Whatever is not fair raises ValueError.

    Attributes
    ----------
    contestants : dict
        Name -> :class:`Contestant`.
    settings : dict
        Fields of :class:`~adamtext.lab.trials.Trial` for all trials, passes among them.
    budget : int
        How many trials each contestant may use for tuning.
    finest : float
        Neighbouring step sizes whose ratio is below are near enough: 1.4 is an eighth of a
        decade, 2 a quarter.
    seeds : tuple of int
        Of the race; at least two.
    tuning_seed : int
        Another one.
    """

    contestants: dict
    settings: dict
    budget: int
    finest: float = 1.4
    seeds: tuple = (1, 2, 3)
    tuning_seed: int = 0

    def __post_init__(self):
        check_whole("budget", self.budget, 1)
        check_real("finest", self.finest, "above 1", lambda x: x > 1)
        if len(set(self.seeds)) != len(self.seeds) or len(self.seeds) < 2:
            raise ValueError(f"seeds must be different ones, at least two, got {self.seeds}")
        if self.tuning_seed in self.seeds:
            raise ValueError(
                f"tuning_seed must not be among the seeds of the race {self.seeds}, "
                f"got {self.tuning_seed}"
            )
        for name, contestant in self.contestants.items():
            check_grid(name, contestant, self.settings)
            size = len(contestant.points())
            if size > self.budget:
                raise ValueError(
                    f"budget must be at least {size}, the size of {name}'s grid, got {self.budget}"
                )


@dataclass(frozen=True)
class Survey:
    """Contestants whose whole grids are run and shown; nothing is tuned.

    ``seeds`` are those of all points, ``more_seeds`` further ones of the points whose step size
    is among ``central``. Contestants and ``settings`` are as in :class:`Race`.
    """

    contestants: dict
    settings: dict
    seeds: tuple = (1,)
    central: tuple = ()
    more_seeds: tuple = ()

    def __post_init__(self):
        every = self.seeds + self.more_seeds
        if not self.seeds or len(set(every)) != len(every):
            raise ValueError(f"seeds must be different ones, at least one, got {every}")
        for name, contestant in self.contestants.items():
            check_grid(name, contestant, self.settings)


def check_grid(name, contestant, settings):
    """Check that a contestant's grid can be searched, and that all of its trials can be made.

    Raises
    ------
    ValueError
        If not: with the contestant's ``name``, and what is allowed.
    """
    if not contestant.grid:
        raise ValueError(f"{name} must have a grid over at least one hyper-parameter, got none")
    for axis, values in contestant.grid.items():
        if len(values) < 2 or list(values) != sorted(set(values)):
            raise ValueError(
                f"{name} must have two or more increasing values of {axis}, got {values}"
            )
    try:
        for point in contestant.points():
            contestant.trial(settings, point, 0)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


class Search(NamedTuple):
    """How far the tuning of one contestant has come.

    Attributes
    ----------
    results : list of dict
        Of the trials tried so far.
    missing : list of Trial
        To be run next; none when the search has ended.
    best : tuple or None
        The best point, values in the grid's order, once the search has ended.
    edges : tuple of str
        Hyper-parameters in which the best point has a neighbour that was not tried, since the
        budget was spent: it may lie outside.
    """

    results: list
    missing: list
    best: tuple | None
    edges: tuple


def search(race, name, lookup):
    """Follow the search of one contestant of a ``race``, its ``name``, as far as results are known.

    ``lookup`` gives the result of a :class:`~adamtext.lab.trials.Trial`, or None.
    """
    contestant, costs, results = race.contestants[name], {}, []
    names = list(contestant.grid)
    limits = race.budget, race.finest
    while points := next_points(contestant.grid, costs, *limits):
        tried = {p: contestant.trial(race.settings, p, race.tuning_seed) for p in points}
        found = {point: lookup(trial) for point, trial in tried.items()}
        results += [result for result in found.values() if result]
        missing = [tried[point] for point, result in found.items() if not result]
        if missing:
            return Search(results, missing, None, ())
        costs |= {point: end(result, contestant.judged) for point, result in found.items()}
    best = min(costs, key=costs.get)
    untried = [p for p in neighbours(names, costs, best) if p not in costs]
    edges = {names[i] for p in untried for i in range(len(p)) if p[i] != best[i]}
    return Search(results, [], best, tuple(sorted(edges)))


class Progress(NamedTuple):
    """How far a figure has come.

    Attributes
    ----------
    tuning : dict
        Name -> :class:`Search`; empty for a survey.
    results : dict
        Name -> results of the race, or of the survey, so far.
    missing : list of Trial
        What can be run now. None are missing when all is done.
    at_most : list of Trial
        What may be run in all from here, those of searches still going on counted up to the
        budget, the grid's last point standing for those not known yet.
    """

    tuning: dict
    results: dict
    missing: list
    at_most: list

    @property
    def done(self):
        """How many results there are."""
        groups = [*(each.results for each in self.tuning.values()), *self.results.values()]
        return sum(map(len, groups))

    @property
    def minutes(self):
        """Core-minutes that the rest may take at most, roughly."""
        return sum(map(work, self.at_most)) / 60


def progress(plan, lookup: Callable):
    """Say how far a :class:`Race` or a :class:`Survey` has come, given what ``lookup`` knows."""
    return (_of_race if isinstance(plan, Race) else _of_survey)(plan, lookup)


def _of_race(race, lookup):
    tuning = {name: search(race, name, lookup) for name in race.contestants}
    results, missing, at_most = {}, [], []
    for name, state in tuning.items():
        contestant = race.contestants[name]
        missing += state.missing
        point = state.best or contestant.points()[-1]
        own = [contestant.trial(race.settings, point, seed) for seed in race.seeds]
        if state.best is None:
            to_try = race.budget - len(state.results) - len(state.missing)
            at_most += state.missing + own[:1] * to_try + own
            results[name] = []
            continue
        found = {trial: lookup(trial) for trial in own}
        results[name] = [result for result in found.values() if result]
        missing += [trial for trial, result in found.items() if not result]
        at_most += [trial for trial, result in found.items() if not result]
    return Progress(tuning, results, missing, at_most)


def _of_survey(survey, lookup):
    results, missing = {}, []
    for name, contestant in survey.contestants.items():
        points = [(p, s) for s in survey.seeds for p in contestant.points()]
        alpha = list(contestant.grid).index("alpha")
        points += [
            (p, s)
            for s in survey.more_seeds
            for p in contestant.points()
            if p[alpha] in survey.central
        ]
        found = {}
        for point, seed in points:
            trial = contestant.trial(survey.settings, point, seed)
            found[trial] = lookup(trial)
        results[name] = [result for result in found.values() if result]
        missing += [trial for trial, result in found.items() if not result]
    missing.sort(key=lambda trial: trial.seed)  # all curves first, then again
    return Progress({}, results, missing, missing)
