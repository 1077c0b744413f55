"""Claims of §6.1 to §6.3, judged by the recorded runs at the paper's scale."""

from functools import cache

import numpy as np

from adamtext.lab.judging import compare, end, far_ahead, lead
from adamtext.lab.report import scale
from adamtext.lab.results import newest, recorded
from adamtext.lab.trials import PROTOCOL
from adamtext.teach.claims.ledger import HOLDS, HOLDS_IF, NOT_REPRODUCED, claim, seen

LOGISTIC, PERCEPTRON = "06-logistic-regression", "07-neural-network"
CONVOLUTIONAL = "08-convolutional-network"
WITH_DROPOUT = ("Adam, dropout", "SFO, dropout", "SFO, kept dropout")


@cache
def results(figure):
    """Results of a recorded figure, by contestant."""
    return recorded(figure)["results"]


@cache
def latest(figure):
    """Results of the newest complete record of a figure, and words that say what it is."""
    content = newest(figure)
    old = "" if content["protocol"] == PROTOCOL else " (older protocol)"
    return {name: runs for name, runs in content["results"].items() if runs}, scale(content) + old


@cache
def last(figure, passes=-1):
    """Training cost of a figure's newest record, at its end or after so many ``passes``.

    Contestant -> array, one a trial. A trial that diverged, be it later, counts as infinite.
    """
    return {
        label: np.array(
            [r["cost"][passes] if r["outcome"] == "finished" else np.inf for r in group]
        )
        for label, group in latest(figure)[0].items()
    }


@claim(
    "logistic-as-fast-as-sgd",
    place="§6.1, Figure 1",
    says="On MNIST, Adam converges about as fast as SGD with Nesterov momentum.",
    verdict=HOLDS,
    explanation="After 45 passes over 60,000 digits Adam's end value is {gap} beside SGD's, five "
    "seeds, momenta tuned.",
    chapter=LOGISTIC,
    shown="#Figure 1, left: digits",
)
def logistic_as_fast_as_sgd():
    """Compare the ends of the recorded runs, seed by seed."""
    runs = results("fig1-mnist")
    found = compare(runs["Adam"], runs["SGD-Nesterov"])
    return seen(found.keeps_up, gap=found.words, ratio=found.ratio)


@claim(
    "logistic-faster-than-adagrad",
    place="§6.1, Figure 1",
    says="On MNIST, Adam and SGD with Nesterov momentum are faster than AdaGrad.",
    verdict=NOT_REPRODUCED,
    explanation="AdaGrad ends {adam} beside Adam and {sgd} beside SGD, five seeds. Divided by √t "
    "once more, its step leaves it {twice} beside Adam.",
    chapter=LOGISTIC,
    shown="#Figure 1, left: digits",
)
def logistic_faster_than_adagrad():
    """Let AdaGrad run with its own decay, and with a second one."""
    runs = results("fig1-mnist")
    adam, sgd = (compare(runs["AdaGrad"], runs[rule]) for rule in ("Adam", "SGD-Nesterov"))
    twice = compare(runs["AdaGrad, decayed twice"], runs["Adam"])
    numbers = {"adam": adam.words, "sgd": sgd.words, "twice": twice.words}
    return seen(adam.beaten and sgd.beaten, ratio=adam.ratio, **numbers)


@claim(
    "sparse-adagrad-beats-sgd",
    place="§6.1, Figure 1",
    says="On sparse reviews, AdaGrad does far better than SGD with Nesterov momentum.",
    verdict=HOLDS,
    explanation="With dropout AdaGrad ends {gap} beside SGD, five seeds, and needs {slowest:.0%} "
    "of its passes, or less, for SGD's end value.",
    chapter=LOGISTIC,
    shown="#Figure 1, right: reviews",
)
def sparse_adagrad_beats_sgd():
    """Compare the ends with dropout, and how soon AdaGrad is where SGD ends."""
    runs = results("fig1-imdb")
    pair = runs["AdaGrad"], runs["SGD-Nesterov"]
    found, slowest = compare(*pair, "noisy"), max(lead(*pair, "noisy"))
    numbers = {"ratio": found.ratio, "slowest": slowest, "gap": found.words}
    return seen(found.beats and far_ahead(*pair, "noisy"), **numbers)


@claim(
    "sparse-as-fast-as-adagrad",
    place="§6.1, Figure 1",
    says="On sparse reviews, Adam converges as fast as AdaGrad.",
    verdict=HOLDS,
    explanation="Adam ends {gap} beside AdaGrad with dropout, five seeds; without, {plain}.",
    chapter=LOGISTIC,
    shown="#Figure 1, right: reviews",
)
def sparse_as_fast_as_adagrad():
    """Compare the ends, with dropout and without."""
    runs = results("fig1-imdb")
    noisy = compare(runs["Adam"], runs["AdaGrad"], "noisy")
    plain = compare(runs["Adam, no dropout"], runs["AdaGrad, no dropout"])
    numbers = {"gap": noisy.words, "plain": plain.words, "ratio": noisy.ratio}
    return seen(noisy.keeps_up, **numbers)


@claim(
    "network-with-dropout",
    place="§6.2, Figure 2",
    says="With dropout, Adam converges better than AdaGrad, RMSProp, SGD-Nesterov and AdaDelta.",
    verdict=NOT_REPRODUCED,
    explanation="In a sprint (8 passes, five seeds) Adam beats {ahead} of 4 rivals. At full size, "
    "{size}, {late} ends lowest and Adam {behind:.1f} times as high.",
    chapter=PERCEPTRON,
    shown="#Figure 2a: the network with dropout, at full size",
)
def network_with_dropout():
    """Compare the ends, cost while learning, in the sprint and at full size."""
    sprint, (full, size) = recorded("fig2a", "small")["results"], latest("fig2a")
    others = [name for name in full if name != "Adam"]
    ahead = [compare(sprint["Adam"], sprint[name], "noisy").beats for name in others]
    ends = {n: np.exp(np.mean(np.log([end(r, "noisy") for r in full[n]]))) for n in full}
    late = min(others, key=ends.get)
    several = min(map(len, full.values())) > 1
    whole = several and all(compare(full["Adam"], full[n], "noisy").beats for n in others)
    numbers = {"ahead": sum(ahead), "late": late, "behind": float(ends["Adam"] / ends[late])}
    return seen(whole, size=size, **numbers)


@cache
def beside_sfo(case):
    """Return the runs of a case of the race between SFO and Adam, as results of trials."""
    runs = [run for run in recorded("sfo", "small")["runs"] if run["case"] == case]
    shared = {"passes": len(runs[0]["cost"]) - 1, "points": 1}
    return [run | {"outcome": "finished", "trial": shared | {"seed": run["seed"]}} for run in runs]


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
    "{adam:.2f} or less; after 20 at {late:.2f} or less. With dropped units kept it is not slowed: "
    "{kept:.2f}.",
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


@claim(
    "convolution-early",
    place="§6.3, Figure 3",
    says="In the first passes, Adam and AdaGrad lower the cost rapidly.",
    verdict=NOT_REPRODUCED,
    explanation="{size}: cost while learning is {adam} beside SGD's for Adam, {adagrad} for "
    "AdaGrad.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def convolution_early():
    """Call rapid what keeps up with SGD with Nesterov momentum over the first three passes."""
    runs, size = latest("fig3-left")
    adam, adagrad = (
        compare(runs[rule], runs["SGD-Nesterov"], "noisy") for rule in ("Adam", "AdaGrad")
    )
    rapid = adam.keeps_up and adagrad.keeps_up
    return seen(rapid, size=size, adam=adam.words, adagrad=adagrad.words)


@claim(
    "convolution-late",
    place="§6.3, Figure 3",
    says="Over all passes, Adam and SGD end far below AdaGrad.",
    verdict=HOLDS,
    explanation="{size}: with dropout AdaGrad's end value is at least {ratio:.0f} times that of "
    "either, and they are there in {share:.0%} of the passes, or less.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def convolution_late():
    """Compare the ends of the long runs, and how soon the two are where AdaGrad ends."""
    runs, size = latest("fig3-right")
    pairs = [(runs[rule], runs["AdaGrad"]) for rule in ("Adam", "SGD-Nesterov")]
    share = max(max(lead(*pair)) for pair in pairs)
    ratio = min(end(b) / end(a) for pair in pairs for a, b in zip(*pair, strict=True))
    far = all(far_ahead(*pair) for pair in pairs)
    return seen(far, size=size, share=share, ratio=ratio)


@claim(
    "second-moment-vanishes",
    place="§6.3",
    says="On the convolutional network v̂ vanishes after a few passes, so that ε dominates.",
    verdict=NOT_REPRODUCED,
    explanation="Median of √v̂: at least {early:.0e} after 3 passes over 50,000 images, {late:.0e} "
    "after 45 over 5,000, more than {times:,.0f} times the paper's ε.",
    chapter=CONVOLUTIONAL,
    shown="#Does $\\hat v$ vanish?",
)
def second_moment_vanishes():
    """Read what the recorded runs of Adam wrote down, with dropout and without."""

    def lowest(figure):
        runs = [r for suffix in ("", ", no dropout") for r in latest(figure)[0][f"Adam{suffix}"]]
        notes = [run.get("root_v_hat") or run["notes"]["root_v_hat"] for run in runs]
        return min(min(each["median"]) for each in notes), min(e["median"][-1] for e in notes)

    (low, early), (lower, late) = lowest("fig3-left"), lowest("fig3-right")
    times = 10 ** int(np.log10(min(low, lower) / 1e-8))
    return seen(min(low, lower) < 1e-8, early=early, late=late, times=times)


@claim(
    "marginal-gain-over-sgd",
    place="§6.3",
    says="On the convolutional network Adam is ahead of SGD with momentum by little.",
    verdict=NOT_REPRODUCED,
    explanation="{size}: Adam's end value is {gap} beside SGD's with dropout, {plain} without.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def marginal_gain_over_sgd():
    """Compare the two at the end of the long runs, with dropout and without."""
    runs, size = latest("fig3-right")
    gap, plain = (
        compare(runs[f"Adam{suffix}"], runs[f"SGD-Nesterov{suffix}"])
        for suffix in ("", ", no dropout")
    )
    little = gap.beats and not far_ahead(runs["Adam"], runs["SGD-Nesterov"])
    return seen(little, size=size, gap=gap.words, plain=plain.words)
