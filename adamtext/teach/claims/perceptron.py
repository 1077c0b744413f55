"""Claims of §6.2, the network, judged by recorded races."""

import numpy as np

from adamtext.lab.judging import compare, end
from adamtext.lab.results import recorded
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_REPRODUCED,
    claim,
    judge,
    seen,
)
from adamtext.teach.claims.records import beside_sfo, latest, results

PERCEPTRON = "07-neural-network"
WITH_DROPOUT = ("Adam, dropout", "SFO, dropout", "SFO, kept dropout")


def bend(x):
    """Return a cost that is not convex, and its slope: a sine."""
    return np.sin(x), np.cos(x)


@claim(
    "theory-stops-at-convex",
    place="§6.2",
    says="The analysis of §4 does not cover costs that are not convex, as a network's.",
    verdict=HOLDS,
    explanation="Its first step is Lemma 10.2. A sine lies below its tangents, by up to {gap:.1f} "
    "at points at most 3 apart.",
    chapter=PERCEPTRON,
    shown=CLOSING,
)
def theory_stops_at_convex():
    """Look for points of a cost that is not convex below one of its tangents."""
    x, y = np.meshgrid(np.linspace(0, 6, 121), np.linspace(0, 6, 121))
    value, slope = bend(x)
    gap = (value + slope * (y - x) - bend(y)[0])[abs(y - x) <= 3].max()
    return judge(gap > 0.1, gap=float(gap))


@claim(
    "network-with-dropout",
    place="§6.2, Figure 2",
    says="With dropout, Adam converges better than AdaGrad, RMSProp, SGD-Nesterov and AdaDelta.",
    verdict=NOT_REPRODUCED,
    explanation="{size}: Adam beside {gaps}. In a sprint, 8 passes, it beats {ahead} of 4.",
    chapter=PERCEPTRON,
    shown="#Figure 2a: the network with dropout, at full size",
)
def network_with_dropout():
    """Compare the ends, cost while learning, at full size; and in the sprint."""
    sprint, (full, size) = results("fig2a", "small"), latest("fig2a")
    others = [name for name in full if name != "Adam"]
    ahead = [compare(sprint["Adam"], sprint[name], "noisy").beats for name in others]
    found = {name: compare(full["Adam"], full[name], "noisy") for name in others}
    gaps = ", ".join(f"{name} {one.words}" for name, one in found.items())
    whole = all(one.beats for one in found.values())
    return seen(whole, size=size, ahead=sum(ahead), gaps=gaps)


def steps_of_sfo():
    """Return the recorded times of steps."""
    return recorded("sfo", "small")["steps"]


def seconds(run):
    """Return the seconds that a run had taken after each pass, gradients and own work."""
    return np.add(run["own"], run["gradients"])


@claim(
    "network-faster-than-sfo",
    place="§6.2, Figure 2",
    says="On the deterministic cost, Adam is faster than SFO, in passes and in time.",
    verdict=HOLDS,
    explanation="1,280 digits, 20 passes, five seeds, SFO of our own: Adam ends {gap} beside it, "
    "and is where SFO ends in {share:.0%} of its time, or less.",
    chapter=PERCEPTRON,
    shown="#Figure 2b: SFO against Adam",
)
def network_faster_than_sfo():
    """Compare the ends after equally many passes, and the times to SFO's end value."""
    adams, sfos = beside_sfo("Adam"), beside_sfo("SFO")
    found, shares = compare(adams, sfos), []
    for adam, sfo in zip(adams, sfos, strict=True):
        there = int(np.argmax(np.array(adam["cost"]) <= end(sfo)))
        there = there if adam["cost"][there] <= end(sfo) else -1
        shares.append(seconds(adam)[there] / seconds(sfo)[-1])
    return seen(found.beats and max(shares) < 1, gap=found.words, share=float(max(shares)))


@claim(
    "sfo-slow-steps",
    place="§6.2",
    says="A step of SFO takes 5 to 10 times as long as a step of Adam.",
    verdict=HOLDS_IF,
    condition="there are about 40 minibatches",
    explanation="Our SFO, minibatches of 128, gradient included: {few:.1f} times with 10 of them, "
    "{some:.1f} with 20, {many:.1f} with 40.",
    chapter=PERCEPTRON,
    shown="#Figure 2b: SFO against Adam",
)
def sfo_slow_steps():
    """Compare the recorded times of a step, gradient and own work, for three numbers of parts."""
    times = {(t["rule"], t["parts"]): t["own"] + t["gradient"] for t in steps_of_sfo()}
    few, some, many = (times["sfo", parts] / times["adam", parts] for parts in (10, 20, 40))
    fits = [5 <= ratio <= 10 for ratio in (few, some, many)]
    return seen(all(fits), fits[-1], few=few, some=some, many=many)


@claim(
    "sfo-fails-with-dropout",
    place="§6.2",
    says="SFO fails on costs that dropout makes random.",
    verdict=NOT_REPRODUCED,
    explanation="Slowed, not stopped: after 5 passes our SFO is at {early:.1f} or more, Adam at "
    "{adam:.2f} or less; after 20 at {late:.2f} or less. With dropped units kept it is not "
    "slowed: {kept:.2f}.",
    chapter=PERCEPTRON,
    shown="#SFO and dropout",
)
def sfo_fails_with_dropout():
    """Let SFO meet dropout that is drawn anew, and dropout that is drawn once; three seeds.

    It fails where its cost while learning never falls to half of what a guess costs.
    """
    adam, anew, kept = (np.array([r["noisy"] for r in beside_sfo(c)]) for c in WITH_DROPOUT)
    numbers = {"adam": adam[:, 4].max(), "early": anew[:, 4].min(), "late": anew[:, -1].max()}
    return seen(anew.min() > np.log(10) / 2, kept=kept[:, 4].max(), **numbers)
