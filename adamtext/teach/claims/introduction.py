"""Claims of the abstract and of §1, wherever else the paper repeats them."""

import inspect
import math

import numpy as np

from adamtext import adagrad, adam, rmsprop, run, sgd
from adamtext.bounds import step_bound
from adamtext.lab.judging import CLOSE, FAR, compare, lead
from adamtext.objectives import turned
from adamtext.online import RARE, drift_threshold, steady_drift
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_REPRODUCED,
    NOT_TESTABLE,
    claim,
    judge,
    seen,
    untestable,
)
from adamtext.teach.claims.records import ends, latest, races, results
from adamtext.teach.claims.streams import (
    laplace,
    normal,
    operations,
    rms,
    seeds,
    signs,
    span,
    steps,
    student,
)
from adamtext.teach.evidence import over_seeds


@claim(
    "simple-to-implement",
    place="abstract, §8",
    says="Adam is simple to implement.",
    verdict=HOLDS,
    explanation="The body of our step, the same as Algorithm 1, has {lines:d} lines.",
    chapter="01-algorithm",
    shown="#Algorithm 1, line by line",
)
def simple_to_implement():
    """Count the lines of our own Adam's step."""
    source = inspect.getsource(inspect.unwrap(adam))
    lines = source.split("def step", 1)[1].split("return Optimizer", 1)[0]
    body = [line for line in lines.splitlines()[1:] if line.strip()]
    return judge(len(body) <= 8, lines=len(body))


@claim(
    "cheap-step",
    place="abstract, §8",
    says="A step costs little computation.",
    verdict=HOLDS,
    explanation="{small:.0f} operations a parameter, for 10 parameters as for 10,000.",
    chapter="01-algorithm",
    shown="#Algorithm 1, line by line",
)
def cheap_step():
    """Count the arithmetic of one step."""
    small, large = (operations(adam(), size) for size in (10, 10_000))
    return judge(small == large < 20, small=small)


@claim(
    "little-memory",
    place="abstract, §1, §8",
    says="Adam needs little memory.",
    verdict=HOLDS,
    explanation="{kept:.0f} numbers a parameter, m and v, however long the run.",
    chapter="14-cost-of-a-step",
    shown="#What is kept",
)
def little_memory():
    """Count the numbers in the state after some steps."""
    theta = np.zeros(1000)
    state = run(adam(), lambda theta, t: theta + 1, theta, 5).state
    kept = sum(np.size(part[-1]) for part in state if np.ndim(part) > 1) / theta.size
    return judge(kept <= 2, kept=kept)


@claim(
    "diagonal-rescaling",
    aliases=("scale-cancels",),
    place="abstract, §1, §2.1",
    says="Rescaling each coordinate of the gradients leaves the steps as they were.",
    verdict=HOLDS_IF,
    condition="ε is small beside the gradients and the factors stay the same",
    explanation="Factors down to 1e-9 change a step by {tiny:.3f} α at ε = 1e-8; without ε by "
    "less than 1e-12 α, a power of two by {exact:.0f}. Doubled on the way, they give {late:.2f} α.",
    chapter="02-interpretation",
    shown="#Scale",
)
def diagonal_rescaling():
    """Scale two coordinates of a stream, with the default eps and without, for good and late."""
    g, factors = normal(100, 2), np.array([1e-9, 1e4])
    late = steps(adam(alpha=1.0, eps=0.0), np.repeat([1.0, 2.0], 2000)).max()

    def change(eps, factors=factors):
        rule = adam(alpha=1.0, eps=eps)
        return float(abs(steps(rule, g * factors) - steps(rule, g)).max())

    numbers = {"tiny": change(1e-8), "exact": change(0.0, 1024.0), "late": float(late)}
    return judge(
        max(change(1e-8), late - 1) < 1e-12,
        change(0.0) < 1e-12 and numbers["exact"] == 0,
        **numbers,
    )


@claim(
    "diagonal-only",
    place="abstract",
    says="The invariance is a matter of single coordinates: diagonal rescaling, no more.",
    verdict=HOLDS,
    explanation="Turn the gradients by half a radian, and the steps differ from the turned ones "
    "by up to {turned:.2f} α.",
    chapter="01-algorithm",
    shown="#A narrow valley",
)
def diagonal_only():
    """Compare the steps of turned gradients with turned steps."""
    g, rule = normal(200, 2), adam(alpha=1.0, eps=0.0)
    moved = steps(rule, turned(g.T, 0.5).T)
    mismatch = float(abs(moved - turned(steps(rule, g).T, 0.5).T).max())
    scaled = float(abs(steps(rule, g * np.array([0.25, 8.0])) - steps(rule, g)).max())
    return judge(scaled == 0 and mismatch > 0.1, turned=mismatch)


@claim(
    "large-problems",
    place="abstract, §1, §6, §8",
    says="Adam suits problems with many data or many parameters.",
    verdict=NOT_TESTABLE,
    chapter="01-algorithm",
    shown="#A cost that will not sit still",
)
def large_problems():
    """Decline: a book of small runs says nothing of large ones."""
    return untestable("The book's runs are small; that a step is cheap is a claim of its own.")


@claim(
    "non-stationary",
    place="abstract, §1",
    says="The objective need not stay the same; Adam follows it.",
    verdict=HOLDS_IF,
    condition="β2's memory holds many of its rare large gradients",
    explanation="A minimum that jumps is found again, but slopes 1010, -10, -10, … of period 101 "
    "drive the defaults the wrong way; they need β2 > {threshold:.6f}.",
    chapter="05-convergence",
    shown="#The defaults, too",
)
def non_stationary():
    """Follow a jump, and Reddi, Kale and Kumar's rare large slope."""
    path = run(adam(alpha=0.01), lambda x, t: x - (t > 500), np.zeros(1), 1500).theta
    follows = abs(path[-1, 0] - 1) < 0.01
    threshold = float(drift_threshold(0.9, RARE))
    safe = steady_drift(0.9, (1 + threshold) / 2, RARE) < 0
    return judge(
        follows and steady_drift(0.9, 0.999, RARE) < 0, follows and safe, threshold=threshold
    )


@claim(
    "noisy-gradients",
    place="abstract",
    says="Adam copes with very noisy gradients.",
    verdict=HOLDS,
    explanation="½x² from 1, α = 0.01, Cauchy's noise, which has no variance, distance (control: "
    "SGD): {found}. Normal noise, σ = 3: {large}, about √(ασ/2) = {theory:.2f}.",
    chapter="02-interpretation",
    shown="#Signal and noise",
)
def noisy_gradients():
    """Descend a parabola under noise without a variance, and compare with plain descent."""

    def distance(rule, noise):
        path = run(rule, lambda x, t: x + noise[t - 1], np.ones(noise.shape[1:]), 2000).theta
        return rms(path[-500:], axis=(0, 2))

    cauchy, large = seeds(student, 2000, 20, degrees=1), 3 * seeds(normal, 2000, 20)
    found = over_seeds(
        distance(adam(alpha=0.01), cauchy), below=1, control=distance(sgd(0.01), cauchy)
    )
    quiet = distance(adam(alpha=0.01), large)
    theory = math.sqrt(0.01 * large.std() / 2)
    holds = found.holds and quiet.max() < 1.5 * theory
    return judge(holds, found=found, large=span(quiet), theory=theory)


@claim(
    "sparse-gradients",
    place="abstract, §1, §6.1",
    says="Adam does well where gradients are sparse: it is then faster than SGD with momentum.",
    verdict=HOLDS,
    explanation="Reviews, with dropout: Adam's end value is {gap} beside SGD's, and it is there "
    "in {share:.0%} of the passes or less. Control, digits, not sparse: {dense}.",
    chapter="06-logistic-regression",
    shown="#Figure 1, right: reviews",
)
def sparse_gradients():
    """Compare Adam with SGD on sparse reviews, and on digits as a control; five seeds each."""
    sparse, digits = results("fig1-imdb"), results("fig1-mnist")
    pair = sparse["Adam"], sparse["SGD-Nesterov"]
    found, dense = compare(*pair, "noisy"), compare(digits["Adam"], digits["SGD-Nesterov"])
    share = max(lead(*pair, "noisy"))
    holds = found.beats and share <= FAR and not dense.beats
    return seen(holds, gap=found.words, share=share, dense=dense.words)


@claim(
    "intuitive-hyper-parameters",
    place="abstract",
    says="The hyper-parameters can be understood and rarely need tuning.",
    verdict=NOT_TESTABLE,
    chapter="06-logistic-regression",
    shown=CLOSING,
)
def intuitive_hyperparameters():
    """Decline: it is a matter of experience over many tasks."""
    return untestable("It would take many tasks and tuners; our sweeps cover a few.")


@claim(
    "compares-favourably",
    place="abstract",
    says="In practice Adam compares favourably with other stochastic methods.",
    verdict=HOLDS_IF,
    condition="the runs of networks are short",
    explanation="Races over five seeds: ahead of {ahead} of {total} rivals, behind {behind}. But "
    "at full size, {size}, {late} ends lowest, and Adam {times:.1f} times as high.",
    chapter="07-neural-network",
    shown="#Figure 2a: the network with dropout, at full size",
)
def compares_favourably():
    """Count whom Adam beats and who beats Adam; then look at the longest run of Figure 2a."""
    found = races().values()
    ahead, behind = (sum(getattr(one, what) for one in found) for what in ("beats", "beaten"))
    full, size = latest("fig2a")
    last = ends(full, "noisy")
    late = min(last, key=last.get)
    short = ahead > len(found) / 2 and behind == 0
    numbers = {"ahead": ahead, "behind": behind or "none", "total": len(found)}
    times = last["Adam"] / last[late]
    return seen(short and times <= CLOSE, short, size=size, late=late, times=times, **numbers)


@claim(
    "higher-order-unsuited",
    place="§1",
    says="In high dimensions first-order methods are the better choice.",
    verdict=NOT_TESTABLE,
    chapter="01-algorithm",
    shown="#A cost that will not sit still",
)
def higher_order_unsuited():
    """Decline: one quasi-Newton method on one small network says nothing of all."""
    return untestable("Of higher order we run SFO alone, on one small network: too little to tell.")


@claim(
    "two-parents",
    aliases=("adagrad-as-limit",),
    place="§1, §5, §8",
    says="Adam unites RMSProp and AdaGrad, which is its limit for β1 = 0, β2 → 1 and α/√t.",
    verdict=HOLDS,
    explanation="As formulas: β1 = 0 is RMSProp with a correction; with α/√t as well, steps "
    "differ from AdaGrad's by up to {far:.0e} α at β2 = 1 - 1e-6, by less than 1e-7 α at 1 - 1e-9.",
    chapter="01-algorithm",
    shown="#Two parents",
)
def two_parents():
    """Compare Adam at its two ends with both parents, and let it forget ever less."""
    g, t = normal(400), np.arange(1, 401)
    mine = steps(adam(1.0, beta1=0.0, eps=0.0), g)
    theirs = steps(rmsprop(1.0, beta2=0.999, eps=0.0), g) * np.sqrt(1 - 0.999**t)
    target = steps(adagrad(1.0, eps=0.0), g)

    def gap(forgetting):
        rule = adam(lambda t: 1 / math.sqrt(t), beta1=0.0, beta2=1 - forgetting, eps=0.0)
        return float(abs(steps(rule, g) - target).max())

    near, far = gap(1e-9), gap(1e-6)
    limit = near < 1e-7 and near < far / 10
    return judge(abs(mine - theirs).max() < 1e-9 and limit, near=near, far=far)


# Noise without trend: what it is called, how it is drawn, and how many runs a seed has.
NOISES = {
    "normal": (normal, 20, {}),
    "Laplace's": (laplace, 4, {}),
    "Student's (3 degrees)": (student, 4, {}),
    "±1 in 1 of 1,000": (signs, 4, {"share": 0.001}),
}


def longest(num_steps=20_000):
    """Return, for each kind of noise, the longest step of each run: arrays of shape (seeds, runs).

    In units of alpha, and after the first 200 steps.
    """
    drawn = [seeds(kind, num_steps, runs, **how) for kind, runs, how in NOISES.values()]
    noise = np.concatenate(drawn, axis=2)
    rule, origin = adam(1.0, eps=1e-12), np.zeros(noise.shape[1:])
    state, reached = rule.init(origin), origin
    for t, g in enumerate(noise, start=1):
        moved, state = rule.step(origin, g, state)
        if t > 200:
            reached = np.maximum(reached, abs(moved))
    ends = np.cumsum([runs for _, runs, _ in NOISES.values()])[:-1]
    return dict(zip(NOISES, np.split(reached, ends, axis=1), strict=True))


@claim(
    "roughly-bounded",
    aliases=("trust-region",),
    place="§1, §2.1",
    says="Steps are about bounded by α: a trust region.",
    verdict=HOLDS_IF,
    condition="gradients have no trend, keep their size and have tails no heavier than normal",
    explanation="Longest of 20,000 steps: normal noise {found} ({share:.0%} of runs pass α); "
    "{others}. Over all streams {worst:.2f} α, in the first ten {ten:.2f} α.",
    chapter="02-interpretation",
    shown="#A trust region?",
)
def roughly_bounded():
    """Look for the longest step under four kinds of noise, five seeds each, and under any."""
    reached = longest()
    tame = reached.pop("normal")
    found = over_seeds(tame.max(axis=1), below=1.35)
    others = ", ".join(f"{n} {span(runs.max(axis=1), '.1f')}" for n, runs in reached.items())
    worst, ten = step_bound(0.9, 0.999), step_bound(0.9, 0.999, 10)
    numbers = {"share": float((tame > 1).mean()), "others": others, "worst": worst, "ten": ten}
    return judge(worst <= 1.35, found.holds, found=found, **numbers)


@claim(
    "natural-annealing",
    aliases=("annealing-at-optimum",),
    place="§1, §2.1",
    says="Near an optimum the ratio nears 0, and the step with it: Adam anneals by itself.",
    verdict=HOLDS_IF,
    condition="there is no noise and the gradient falls by a factor below √β2 a step",
    explanation="Gradients that fall by 0.99 a step leave {quick:.0e} α after 5,000 steps, by "
    "0.9999 {slow:.2f} α. In pure noise the root mean square stays: {found}.",
    chapter="02-interpretation",
    shown="#Signal and noise",
)
def natural_annealing():
    """Let gradients vanish at two speeds, and be nothing but noise."""
    rule, t = adam(1.0, eps=0.0), np.arange(5000.0)
    quick, slow = (float(steps(rule, q**t)[-1]) for q in (0.99, 0.9999))
    late = steps(rule, seeds(normal, 3000, 40))[1500:]
    found = over_seeds(rms(late, axis=(0, 2)), above=0.05)
    return judge(
        slow < 0.05 and found.hits == 0,
        quick < 0.05,
        quick=quick,
        slow=slow,
        found=found,
    )


@claim(
    "consistently-outperforms",
    place="§1, §6.2",
    says="Adam consistently outperforms other methods, for many models and data.",
    verdict=NOT_REPRODUCED,
    explanation="Races over five seeds: Adam ends below {ahead} of {total} rivals by the whole "
    "interval; beside {others} it is undecided.",
    chapter="07-neural-network",
    shown=CLOSING,
)
def consistently_outperforms():
    """Ask for a win in each race."""
    found = races()
    level = [f"{rule} ({figure})" for (figure, rule), one in found.items() if not one.beats]
    ahead = sum(one.beats for one in found.values())
    return seen(ahead == len(found), ahead=ahead, total=len(found), others=", ".join(level))
