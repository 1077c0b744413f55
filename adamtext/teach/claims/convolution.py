"""Claims of §6.3, the convolutional network, judged by recorded runs and by a small one of ours."""

import numpy as np

from adamtext import adam
from adamtext.lab.judging import compare, end, far_ahead, lead
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_REPRODUCED,
    NOT_TESTABLE,
    claim,
    seen,
    untestable,
)
from adamtext.teach.claims.records import latest
from adamtext.teach.claims.streams import span
from adamtext.teach.evidence import SEEDS, over_seeds

CONVOLUTIONAL = "08-convolutional-network"
# Shapes of a network in one dimension: windows of 5 numbers at 64 places, 8 filters, 32 units.
SHAPES = {"convolution": (5, 8), "wide": (64 * 8, 32), "last": (32, 1)}


def gradients(theta, x, y, tied=True):
    """Return the gradient of the mean square error for windows x (B, places, 5), by layer.

    ``tied=False`` gives every place weights of its own, all equal now.
    """
    w1, w2, w3 = theta.values()
    z1 = x @ w1
    flat = np.maximum(z1, 0).reshape(len(x), -1)
    z2 = flat @ w2
    hidden = np.maximum(z2, 0)
    error = (hidden @ w3 - y) / len(x)
    d2 = error @ w3.T * (z2 > 0)
    d1 = (d2 @ w2.T).reshape(z1.shape) * (z1 > 0)
    places = np.einsum("bpk,bpc->pkc", x, d1)
    return {
        "convolution": places.sum(0) if tied else places,
        "wide": flat.T @ d2,
        "last": hidden.T @ error,
    }


def sizes(seed, tied=True, num_steps=20):
    """Train the small network with Adam; return the gradients' and the steps' sizes by layer.

    Root mean squares of gradients, and mean sizes of steps in units of alpha, of the second half.
    """
    rng = np.random.default_rng(seed)
    theta = {n: rng.normal(size=s) * np.sqrt(2 / s[0]) for n, s in SHAPES.items()}
    rule, seen_g, moved = adam(alpha=1e-3), [], []
    states = {name: rule.init(w) for name, w in theta.items()}
    for _ in range(num_steps):
        x, y = rng.normal(size=(32, 64, 5)), rng.normal(size=(32, 1))
        seen_g.append([np.sqrt(np.mean(g**2)) for g in gradients(theta, x, y, tied).values()])
        before, g = theta, gradients(theta, x, y)
        both = {name: rule.step(theta[name], g[name], states[name]) for name in theta}
        theta, states = ({name: pair[k] for name, pair in both.items()} for k in (0, 1))
        moved.append([np.mean(abs(theta[n] - before[n])) / 1e-3 for n in theta])
    late = slice(num_steps // 2, None)
    return np.mean(seen_g[late], axis=0), np.mean(moved[late], axis=0)


@claim(
    "layers-differ",
    place="§6.3",
    says="Shared weights make for very different gradients in different layers.",
    verdict=HOLDS_IF,
    condition="it is a convolution's gradient beside the wide layer's; over all layers, no more so",
    explanation="A small network, convolution over wide layer (control: weights not shared): "
    "{found}. Largest over smallest of three layers: {spread}, not shared {own}.",
    chapter=CONVOLUTIONAL,
    shown="#Layers",
)
def layers_differ():
    """Compare the gradients of layers, with weights shared between places and without."""
    shared, alone = (np.array([sizes(seed, tied)[0] for seed in SEEDS]) for tied in (True, False))
    found = over_seeds(shared[:, 0] / shared[:, 1], above=1, control=alone[:, 0] / alone[:, 1])
    spread, own = (size.max(axis=1) / size.min(axis=1) for size in (shared, alone))
    more = over_seeds(spread / own, above=1)
    numbers = {"spread": span(spread, ".0f"), "own": span(own, ".0f")}
    return seen(found.holds and more.holds, found.holds, found=found, **numbers)


@claim(
    "smaller-rate-for-convolutions",
    place="§6.3",
    says="With SGD one often gives the convolutions a smaller learning rate by hand.",
    verdict=NOT_TESTABLE,
    chapter=CONVOLUTIONAL,
    shown="#Layers",
)
def smaller_rate_for_convolutions():
    """Decline: it is about what people do."""
    return untestable("It is about what people do, and the paper names none of them.")


@claim(
    "convolution-early",
    place="§6.3, Figure 3",
    says="In the first passes, Adam and AdaGrad lower the cost rapidly.",
    verdict=NOT_REPRODUCED,
    explanation="{size}: cost while learning beside SGD's in passes 1, 2, 3: Adam {adam}; AdaGrad "
    "{adagrad}.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def convolution_early():
    """Call rapid what keeps up with SGD with Nesterov momentum after each of three passes."""
    runs, size = latest("fig3-left")
    found = {
        rule: [compare(runs[rule], runs["SGD-Nesterov"], "noisy", passes=k) for k in (1, 2, 3)]
        for rule in ("Adam", "AdaGrad")
    }
    rapid = all(one.keeps_up for three in found.values() for one in three)
    gaps = {
        r.lower(): ", ".join(f"{c.ratio - 1:+.0%}" for c in three) for r, three in found.items()
    }
    return seen(rapid, size=size, **gaps)


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
    explanation="Median of √v̂: at least {early:.0e} after 3 passes over 50,000 images, "
    "{late:.0e} after 45 over 5,000, more than {times:,.0f} times the paper's ε.",
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
    "v-hat-misses-geometry",
    place="§6.3",
    says="v̂ is a worse picture of the cost's geometry here than in the network of §6.2.",
    verdict=NOT_TESTABLE,
    chapter=CONVOLUTIONAL,
    shown=CLOSING,
)
def v_hat_misses_geometry():
    """Decline: a worse picture is no number until one says how it is measured."""
    return untestable(
        "The paper does not say how likeness is measured; that v̂ vanishes is not seen."
    )


@claim(
    "first-moment-matters-more",
    place="§6.3",
    says="There it matters more that the first moment reduces the noise of minibatches.",
    verdict=NOT_TESTABLE,
    chapter=CONVOLUTIONAL,
    shown=CLOSING,
)
def first_moment_matters_more():
    """Decline: it takes runs of both networks without a first moment, which are not recorded."""
    return untestable("It takes runs of both networks without a first moment; none is recorded.")


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


@claim(
    "adapts-to-layers",
    place="§6.3",
    says="Adam adapts the scale of steps to each layer, which SGD has set by hand.",
    verdict=HOLDS,
    explanation="A small network, largest over smallest of three layers, Adam's steps (control: "
    "gradients, as SGD's steps): {found}.",
    chapter=CONVOLUTIONAL,
    shown="#Layers",
)
def adapts_to_layers():
    """Compare the sizes of steps between layers, Adam's and those of plain descent."""
    both = [sizes(seed) for seed in SEEDS]
    control, values = ([max(each[k]) / min(each[k]) for each in both] for k in (0, 1))
    found = over_seeds(values, below=2, control=control)
    return seen(found.holds, found=found)
