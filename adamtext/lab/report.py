"""How far figures have come and how they ended, in lines for a terminal."""

from collections import Counter

from adamtext.lab import results
from adamtext.lab.figures import plan
from adamtext.lab.judging import end
from adamtext.lab.needs import NEEDS
from adamtext.lab.races import search
from adamtext.lab.reading import Damaged
from adamtext.lab.trials import PROTOCOL, Trial

NOUNS = {"mnist": "digits", "imdb": "reviews", "cifar10": "images", "topics": "windows"}


def scale(content):
    """Say how large a recorded figure was: `60,000 digits, 50 passes, 5 seeds`.

    ``content`` is what :func:`adamtext.lab.results.recorded` returns. All runs of it are equally
    large; where some points have more seeds than others, it is `1 to 3 seeds`.
    """
    trials = [one["trial"] for group in content["results"].values() for one in group]
    needs = NEEDS[trials[0]["problem"]]
    examples = trials[0]["rows"] or needs.examples[trials[0]["data"]]
    passes = counted(trials[0]["passes"], "pass")
    counts = seeds_by_point(content).values()
    least, most = min(counts), max(counts)
    many = counted(most, "seed") if least == most else f"{least} to {counted(most, 'seed')}"
    return f"{examples:,} {NOUNS[needs.data]}, {passes}, {many}"


def seeds_by_point(content):
    """Count the seeds at which each point of a recorded figure was run.

    A point is a contestant's name with its hyper-parameters; ``content`` is that of :func:`scale`.
    """
    return Counter(
        (name, *one["trial"]["hyper"].items())
        for name, group in content["results"].items()
        for one in group
    )


def settings(content):
    """Say the same of a record, and whether its protocol is an older one."""
    old = "" if content["protocol"] == PROTOCOL else " (older protocol)"
    return scale(content) + old


def edges(content):
    """Say where the tuning of a recorded race ended at an edge, its budget spent.

    ``content`` is what :func:`adamtext.lab.results.recorded` returns. Returns a dictionary from
    each contestant to those of its hyper-parameters whose best value was not surrounded.
    """
    tried = [one for group in content["tuning"].values() for one in group]
    known = {Trial(**one["trial"]): one for one in tried}
    race = plan(content["figure"], content["size"])
    return {name: search(race, name, known.get).edges for name in race.contestants}


def counted(number, noun):
    """Say a ``number`` of a ``noun``: `1 pass`, `3 seeds`."""
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"


def table(name, size, state):
    """Return lines: each contestant's best point, its end values, and what became of its trials.

    Of a race the end value is that of its seeds; of a survey, that of the best point.
    """
    width = max(map(len, state.results), default=0)
    yield f"{'':{width}}  end value (range over seeds)  core-minutes"
    for label, runs in state.results.items():
        judged = plan(name, size).contestants[label].judged
        groups = {}
        for result in runs:
            groups.setdefault(str(result["trial"]["hyper"]), []).append(end(result, judged))
        ends = min(groups.values(), key=lambda ends: sum(ends) / len(ends), default=[])
        mean = sum(ends) / len(ends) if ends else float("nan")
        value = f"{mean:.4g} ({min(ends):.4g} to {max(ends):.4g})" if ends else "none"
        tried = runs + (state.tuning[label].results if label in state.tuning else [])
        minutes = sum(one.get("seconds", {"all": 0})["all"] for one in tried) / 60
        outcomes = Counter(result["outcome"] for result in tried)
        count = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        yield f"{label:{width}}  {value:28}  {minutes:12.1f}  {count}"
        if label in state.tuning and state.tuning[label].best:
            yield f"{'':{width}}  at {where_best(name, size, label, state.tuning[label])}"


def searches(name, size, state):
    """Yield a line for each contestant: what its search has found, or how far it is."""
    width = max(map(len, state.results))
    for label, runs in state.results.items():
        line = f"{label:{width}}  {len(runs)} runs"
        if label in state.tuning:
            budget, found = plan(name, size).budget, state.tuning[label]
            line += f", {len(found.results)} of at most {budget} tried"
            line += f"; best {where_best(name, size, label, found)}" if found.best else ""
        yield line


def where_best(name, size, label, found):
    """Say where the best point is, and whether it lies inside what was tried."""
    axes = plan(name, size).contestants[label].grid
    where = ", ".join(f"{axis}={value:g}" for axis, value in zip(axes, found.best, strict=True))
    edges = f" (budget spent at an edge of {', '.join(found.edges)})" if found.edges else ""
    return where + edges


def to_go(state):
    """Say how much of a figure may be left to run."""
    if not state.at_most:
        return "complete"
    return f"at most {len(state.at_most)} to go, {duration(state.minutes)}"


def whether_recorded(name, size):
    """Say whether a figure is recorded, and how much of it."""
    try:
        missing = results.recorded(name, size, results.RECORDED)["missing"]
    except FileNotFoundError:
        return "not recorded"
    except Damaged as error:
        return str(error)
    return f"recorded, {missing} missing" if missing else "recorded"


def duration(minutes):
    """Say how long something takes on one core, roughly."""
    if minutes < 90:
        return f"{max(minutes, 1):.0f} core-minutes"
    return f"{minutes / 60:.1f} core-hours"
