"""Claims of §2.1: how long a step is, and what decides it. All with eps = 0."""

import numpy as np

from adamtext import adam, run
from adamtext.averages import bias_correction, ema
from adamtext.bounds import printed_bound, step_bound, worst_stream
from adamtext.teach.claims.ledger import FALSE, HOLDS, HOLDS_IF, claim, judge
from adamtext.teach.claims.streams import burst, normal, rms, steps

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
    """Try random discrete laws of one to four values."""
    rng = np.random.default_rng(1412)
    weights = rng.dirichlet(np.full(4, 0.5), size=10_000)
    values = rng.standard_cauchy((10_000, 4))
    ratio = abs((weights * values).sum(1)) / np.sqrt((weights * values**2).sum(1))
    return judge(ratio.max() <= 1 + 1e-12, closest=float(ratio.max()))


@claim(
    "ratio-about-one",
    place="§2.1",
    says="In common cases the ratio is about ±1.",
    verdict=HOLDS_IF,
    condition="the mean of the gradients is a few times their noise",
    explanation="Mean size of a step at mean/noise of 3, 1, 0.1: {three:.2f}, {one:.2f}, "
    "{tenth:.2f} α.",
    chapter=CHAPTER,
    shown="(2.4)",
)
def ratio_about_one():
    """Measure steps at three signal-to-noise ratios."""
    sizes = [mean_size(mu) for mu in (3, 1, 0.1)]
    near = [abs(size - 1) < 0.1 for size in sizes]
    return judge(all(near), near[0], three=sizes[0], one=sizes[1], tenth=sizes[2])


def mean_size(mu):
    """Return the mean size of late steps under normal gradients of mean mu and variance 1."""
    return float(abs(steps(adam(1.0, eps=0.0), normal(3000, 60, mean=mu))[1500:]).mean())


@claim(
    "trust-region",
    place="§2.1",
    says="So α is about the radius of a trust region that no step leaves.",
    verdict=HOLDS_IF,
    condition="β1 = β2, or as a rule of thumb for gradients of steady size",
    explanation="With equal betas exactly 1; at the defaults up to {ten:.3f} α in ten steps, but "
    "{ever:.2f} α in the end.",
    chapter=CHAPTER,
    shown="#A trust region?",
)
def trust_region():
    """Compare the exact bound at the defaults with that of equal betas."""
    ten, ever = step_bound(0.9, 0.999, 10), step_bound(0.9, 0.999)
    equal = max(largest(b, b, 200) for b in (0.5, 0.9, 0.95))
    return judge(ever <= 1.1, equal <= 1 + 1e-12, ten=ten, ever=ever)


@claim(
    "alpha-from-distance",
    place="§2.1",
    says="How far the optimum is tells the right order of α: so many steps of about α.",
    verdict=HOLDS,
    explanation="From 1 down ½x² with α = 0.01, Adam is within 0.1 after {taken:d} steps; "
    "1/α is 100.",
    chapter=CHAPTER,
    shown="#A trust region?",
)
def alpha_from_distance():
    """Count the steps to a minimum at distance 1."""
    path = run(adam(alpha=0.01), lambda x, t: x, np.ones(1), 1000).theta[:, 0]
    taken = int(np.argmax(abs(path) < 0.1))
    return judge(50 < taken < 200, taken=taken)


@claim(
    "smaller-ratio-smaller-step",
    place="§2.1",
    says="The lower the signal-to-noise ratio, the smaller the step.",
    verdict=HOLDS,
    explanation="Mean size from mean/noise 3 down to 0: {first:.3f} to {last:.3f} α, falling all "
    "the way.",
    chapter=CHAPTER,
    shown="(2.4)",
)
def smaller_ratio_smaller_step():
    """Measure steps at falling signal-to-noise ratios."""
    sizes = [mean_size(mu) for mu in (3, 1, 0.3, 0)]
    return judge(np.all(np.diff(sizes) < 0), first=sizes[0], last=sizes[-1])


@claim(
    "annealing-at-optimum",
    place="§2.1",
    says="At an optimum the ratio nears 0, and with it the step.",
    verdict=HOLDS_IF,
    condition="there is no noise and the gradient falls by a factor below √β2 a step",
    explanation="Gradients that fall by 0.99 a step leave {quick:.0e} α after 5,000 steps, by "
    "0.9999 {slow:.2f} α, and pure noise {noise:.2f} α for ever.",
    chapter=CHAPTER,
    shown="#Signal and noise",
)
def annealing_at_optimum():
    """Let gradients vanish at two speeds, and be nothing but noise."""
    rule, t = adam(1.0, eps=0.0), np.arange(5000.0)
    quick, slow = (float(steps(rule, q**t)[-1]) for q in (0.99, 0.9999))
    noise = rms(steps(rule, normal(3000, 60))[1500:])
    return judge(max(slow, noise) < 0.05, quick < 0.05, quick=quick, slow=slow, noise=noise)


@claim(
    "scale-cancels",
    place="§2.1",
    says="A factor on all gradients cancels in the ratio.",
    verdict=HOLDS,
    explanation="Exactly for a factor 1024, and within 1e-12 α for 3 or 1e-9.",
    chapter=CHAPTER,
    shown="#Scale",
)
def scale_cancels():
    """Scale a stream by three factors."""
    g, rule = normal(300), adam(1.0, eps=0.0)
    gaps = [float(abs(steps(rule, c * g) - steps(rule, g)).max()) for c in (1024, 3, 1e-9)]
    return judge(gaps[0] == 0 and max(gaps) < 1e-12, exact=gaps[0], rounded=max(gaps))
