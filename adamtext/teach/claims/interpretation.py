"""Claims of §2.1: how long a step is, and what decides it. All with eps = 0."""

import numpy as np

from adamtext import adam, run
from adamtext.averages import bias_correction, ema
from adamtext.bounds import printed_bound, step_bound, worst_stream
from adamtext.teach.claims.ledger import (
    FALSE,
    HOLDS,
    HOLDS_IF,
    NOT_TESTABLE,
    claim,
    judge,
    untestable,
)
from adamtext.teach.claims.streams import burst, each, normal, seeds, span, steps
from adamtext.teach.evidence import over_seeds

CHAPTER = "02-interpretation"


def largest(beta1, beta2, t):
    """Return the step of Adam itself, in units of alpha, after the worst t gradients."""
    rule = adam(1.0, beta1, beta2, eps=0.0)
    return float(steps(rule, worst_stream(beta1, beta2, t))[-1])


@claim(
    "effective-step",
    place="§2.1",
    says="Without ε the step is α times the corrected mean over the root of the corrected square.",
    verdict=HOLDS,
    explanation="Both averages computed apart give Algorithm 1's steps within 1e-12 α.",
    chapter=CHAPTER,
    shown="(2.1)",
)
def effective_step():
    """Recompute the steps from the two averages."""
    g, t = normal(500), np.arange(1, 501)
    m_hat = ema(g, 0.9) / bias_correction(0.9, t)
    v_hat = ema(g**2, 0.999) / bias_correction(0.999, t)
    gap = float(abs(steps(adam(1.0, eps=0.0), g) - m_hat / np.sqrt(v_hat)).max())
    return judge(gap < 1e-12, gap=gap)


@claim(
    "first-bound",
    place="§2.1",
    says="If 1 - β1 > √(1 - β2), no step exceeds α (1 - β1) / √(1 - β2).",
    verdict=FALSE,
    explanation="At the defaults that would be {printed:.3f} α; a stream of 3,000 gradients makes "
    "Adam step {reached:.3f} α, and the limit is {bound:.3f} α.",
    chapter=CHAPTER,
    shown="#Two printed bounds",
)
def first_bound():
    """Feed Adam the worst stream for its defaults."""
    printed, bound = printed_bound(0.9, 0.999), step_bound(0.9, 0.999)
    reached = largest(0.9, 0.999, 3000)
    return judge(reached <= printed, printed=printed, reached=reached, bound=bound)


@claim(
    "second-bound",
    place="§2.1",
    says="Otherwise no step exceeds α.",
    verdict=FALSE,
    explanation="Adam steps {near:.3f} α with betas 0.9 and 0.95. It is a theorem only for equal "
    "betas.",
    chapter=CHAPTER,
    shown="#Two printed bounds",
)
def second_bound():
    """Feed Adam the worst stream for betas of the second case."""
    near = largest(0.9, 0.95, 300)
    return judge(near <= 1 + 1e-12, near=near)


@claim(
    "only-severest-sparsity",
    place="§2.1",
    says="Steps beyond α need the severest sparsity: no gradient at all before the present one.",
    verdict=FALSE,
    explanation="Gradients that are never zero and grow by 1 % a step end at {growing:.3f} α.",
    chapter=CHAPTER,
    shown="#Two printed bounds",
)
def only_severest_sparsity():
    """Let gradients grow, none of them zero."""
    grown = float(steps(adam(1.0, eps=0.0), 1.01 ** np.arange(-10_000.0, 1.0))[-1])
    return judge(grown <= 1, growing=grown)


@claim(
    "lone-gradient",
    place="§2.1",
    says="A gradient after nothing but zeros makes a step of α (1 - β1) / √(1 - β2).",
    verdict=HOLDS_IF,
    condition="thousands of zeros went before",
    explanation="{late:.3f} α after 20,000 zeros, as printed, but {early:.3f} α after 11: the "
    "corrections shorten it.",
    chapter=CHAPTER,
    shown="#Two printed bounds",
)
def lone_gradient():
    """Break silences of two lengths with one gradient."""
    rule, printed = adam(1.0, eps=1e-12), printed_bound(0.9, 0.999)
    early, late = (float(steps(rule, burst(1, n))[-1]) for n in (11, 20_000))
    return judge(
        abs(early / printed - 1) < 0.01, abs(late / printed - 1) < 0.01, early=early, late=late
    )


@claim(
    "less-sparse-is-smaller",
    place="§2.1",
    says="In less sparse cases the step is smaller.",
    verdict=FALSE,
    explanation="After a long silence one gradient makes {one:.3f} α, two make {two:.3f} α and "
    "twelve {twelve:.3f} α.",
    chapter=CHAPTER,
    shown="#Two printed bounds",
)
def less_sparse_is_smaller():
    """End a silence with 1, 2 and 12 equal gradients."""
    moved = steps(adam(1.0, eps=1e-12), burst(12))[-12:]
    one, two, twelve = (float(moved[n - 1]) for n in (1, 2, 12))
    return judge(two < one, one=one, two=two, twelve=twelve)


@claim(
    "equality-case",
    place="§2.1",
    says="If 1 - β1 = √(1 - β2), the ratio stays below 1.",
    verdict=FALSE,
    explanation="With 0.9 and 0.99 Adam makes a step of {reached:.3f} α; two gradients after a "
    "silence already make {two:.3f} α.",
    chapter=CHAPTER,
    shown="Theorem 2.1",
)
def equality_case():
    """Feed Adam the worst stream where the two sides are equal."""
    reached = largest(0.9, 0.99, 1000)
    two = float(steps(adam(1.0, 0.9, 0.99, eps=1e-12), burst(2, 3000))[-1])
    return judge(max(reached, two) < 1, reached=reached, two=two)


def laws(number):
    """Return the weights and the values of random laws, each of four values."""
    rng = np.random.default_rng(1412)
    return rng.dirichlet(np.full(4, 0.5), size=number), rng.standard_cauchy((number, 4))


@claim(
    "mean-below-root-mean-square",
    place="§2.1",
    says="The mean of the gradient is at most the root of its mean square.",
    verdict=HOLDS,
    explanation="Jensen's inequality; the closest of 10,000 random laws comes to {closest:.4f}, "
    "none above 1.",
    chapter=CHAPTER,
    shown="(2.4)",
)
def mean_below_root_mean_square():
    """Try random discrete laws of four values."""
    weights, values = laws(10_000)
    ratio = abs((weights * values).sum(1)) / np.sqrt((weights * values**2).sum(1))
    return judge(ratio.max() <= 1 + 1e-12, closest=float(ratio.max()))


def late_steps(ratio, scale=1.0):
    """Return late steps at each seed, for gradients of mean ``ratio`` and variance 1, scaled."""
    g = scale * (ratio + seeds(normal, 2000, 20))
    return steps(adam(1.0, eps=0.0), g)[1000:]


def mean_size(ratio, scale=1.0):
    """Return the mean size of late steps at each seed, as in :func:`late_steps`."""
    return each(abs(late_steps(ratio, scale)))


@claim(
    "ratio-about-one",
    place="§2.1",
    says="In common cases the ratio is about ±1.",
    verdict=HOLDS_IF,
    condition="the mean of the gradients is a few times their noise",
    explanation="Mean size of a step, five seeds, at mean/noise of 3: {three} α; of 1: {one} α; "
    "of 0.1: {tenth} α.",
    chapter=CHAPTER,
    shown="(2.4)",
)
def ratio_about_one():
    """Measure steps at three signal-to-noise ratios."""
    sizes = [mean_size(ratio) for ratio in (3, 1, 0.1)]
    near = [over_seeds(size, above=0.9, below=1.1).holds for size in sizes]
    three, one, tenth = map(span, sizes)
    return judge(all(near), near[0], three=three, one=one, tenth=tenth)


@claim(
    "optima-in-a-known-region",
    place="§2.1",
    says="For many models one knows in advance about how far good optima are.",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown="#A trust region?",
)
def optima_in_a_known_region():
    """Decline: no model is named."""
    return untestable("It is about many models, and the paper names none.")


def arrival(noise):
    """Return after how many steps the mean of 100 runs, at each seed, is within 0.1 of the optimum.

    They go from 1 down ½x² at α = 0.01, with normal noise of that standard deviation.
    """
    drawn = noise * seeds(normal, 4000, 100)
    start = np.ones(drawn.shape[1:])
    x = run(adam(alpha=0.01), lambda x, t: x + drawn[t - 1], start, len(drawn)).theta.mean(axis=2)
    return (abs(x) < 0.1).argmax(axis=0)


@claim(
    "alpha-from-distance",
    place="§2.1",
    says="How far the optimum is tells the right order of α: so many steps of about α.",
    verdict=HOLDS_IF,
    condition="the noise does not drown the gradient",
    explanation="From 1 down ½x² with α = 0.01, the mean of 100 runs is within 0.1 after {quiet} "
    "steps, where 1/α is 100; with noise of σ = 10 after {noisy}.",
    chapter=CHAPTER,
    shown="#A trust region?",
)
def alpha_from_distance():
    """Count the steps to a minimum at distance 1, without noise and in much noise; five seeds."""
    found = [arrival(noise) for noise in (0, 10)]
    right = [over_seeds(taken, above=100 / 3, below=300).holds for taken in found]
    quiet, noisy = (span(taken, "d") for taken in found)
    return judge(all(right), right[0], quiet=quiet, noisy=noisy)


@claim(
    "smaller-ratio-smaller-step",
    place="§2.1",
    says="The lower the signal-to-noise ratio, the smaller the step.",
    verdict=HOLDS,
    explanation="Mean/noise 3, 1, 0.3, 0: the mean size of a step falls each time (control: "
    "smaller gradients, the same ratio), by {found}.",
    chapter=CHAPTER,
    shown="(2.4)",
)
def smaller_ratio_smaller_step():
    """Measure steps at falling ratios; as a control, at falling size and the same ratio."""
    sizes = [mean_size(ratio) for ratio in (3, 1, 0.3, 0)]
    scaled = [mean_size(3, scale) for scale in (1, 0.3, 0.1, 0.03)]
    falls, control = (-np.diff(found, axis=0).max(axis=0) for found in (sizes, scaled))
    found = over_seeds(falls, above=0.05, control=control)
    return judge(found.holds, found=found)


@claim(
    "low-ratio-doubts-direction",
    place="§2.1",
    says="A low ratio means doubt whether m̂ has the direction of the true gradient.",
    verdict=HOLDS,
    explanation="Share of steps against the mean gradient, five seeds, at mean/noise 3: {three}; "
    "at 0.3: {third}; at 0.1: {tenth}.",
    chapter=CHAPTER,
    shown="#Signal and noise",
)
def low_ratio_doubts_direction():
    """Count the steps that have the wrong sign, at three ratios."""
    wrong = [each(late_steps(ratio) < 0) for ratio in (3, 0.3, 0.1)]
    rises = np.diff(wrong, axis=0).min(axis=0)
    three, third, tenth = (span(shares, ".0%") for shares in wrong)
    found = over_seeds(rises, above=0.02)
    return judge(found.holds, three=three, third=third, tenth=tenth)
