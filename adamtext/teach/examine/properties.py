"""What steps an Adam owes its user, one test of behaviour a function.

Each takes a :class:`~adamtext.teach.examine.look.Look` at an optimiser and returns whether it
passed, what was expected and what was got; or None where there is nothing to test.
"""

import numpy as np

from adamtext.teach.examine.look import Finding, large, near, several, unit
from adamtext.teach.examine.manners import MANNERS, NOTES
from adamtext.teach.examine.streams import LAST_STEP, LOUD, long, normal
from adamtext.teach.examine.work import run

#: What is to be decayed.
WEIGHTS = np.array([2.0, -4.0, 0.25])


def first_step(look):
    """Test the size and the sign of the first step."""
    g = large(look) * np.array([1, -1])
    steps = look.steps([g])[0]
    return (
        near(steps, [1, -1], look.tolerance),
        "the first step is alpha, against the gradient's sign",
        f"{several(steps)} alpha for gradients of sign +, -",
    )


def constant_gradient(look):
    """Test the steps for one and the same gradient, early and late."""
    t = [1, 2, 5, 12, 50, 400, LAST_STEP]
    steps = look.long(0)
    size = 1 / (1 + look.h["eps"])
    return (
        near(steps, size, look.tolerance),
        "a constant gradient's steps are all alpha",
        f"{several(steps[[i - 1 for i in t]])} alpha at t = {', '.join(map(str, t))}",
    )


def long_steps(look):
    """Test that steps may be longer than alpha."""
    right = look.right(long()[:, 2])[:, 0].max()
    steps = look.long(2).max()
    return (
        abs(steps - right) <= look.tolerance * max(right, 1),
        f"{LOUD} gradients of 1e-3, then 12 of 1: steps of up to {right:.2f} alpha",
        f"up to {steps:.2f} alpha",
    )


def scale(look):
    """Test that the unit of the gradients does not matter, where eps is small beside them."""
    g = (normal()[:20, 1] + 3) * large(look)
    one, other = look.steps(g), look.steps(1024 * g)
    ratio = abs(other).sum() / abs(one).sum()
    return (
        near(one, other, look.tolerance),
        "gradients 1024 times as large give the same steps",
        f"steps {ratio:.3g} times as large",
    )


def eps(look):
    """Test where eps stands."""
    size = look.h["eps"]
    if not size or look.seen.dtype != "float64":
        return None
    steps = look.steps([size, size])
    return (
        near(steps, 0.5, 1e-4),
        "a gradient as small as eps gives steps of alpha / 2",
        f"{several(steps)} alpha at t = 1, 2",
    )


def zero_gradient(look):
    """Test what comes of zeros before the first gradient: 0/0 must not."""
    if not look.h["eps"]:
        return None
    g = [0, 0, large(look)]
    steps, expected = look.steps(g), look.right(g)
    return (
        near(steps, expected, look.tolerance),
        f"two zeros move nothing, and then a gradient moves theta by {expected[2, 0]:.3f} alpha",
        f"{several(steps)} alpha",
    )


def sparse_gradient(look):
    """Test that both averages go on while the gradient is zero."""
    g = np.zeros(100)
    g[0] = large(look)
    way, expected = look.steps(g).sum(), look.right(g).sum()
    return (
        near(way, expected, 0.01 * expected),
        f"one gradient and 99 zeros move theta by {expected:.2f} alpha in all",
        f"{way:.2f} alpha",
    )


def weight_decay(look):
    """Test that decay, if there is any, keeps out of the averages."""
    if not look.h["eps"]:
        return None
    shape = np.array([WEIGHTS, 2 * WEIGHTS])
    path = run(look.start, [WEIGHTS, shape], [[0 * WEIGHTS, 0 * shape]])
    loss = np.concatenate([-path[0][0] / WEIGHTS, (-path[1][0] / shape).ravel()])
    return (
        near(loss, loss[0], 1e-6 * abs(loss[0]) + unit(look)) and -unit(look) <= loss[0] < 1,
        "weights without gradients stay, or all lose the same part (AdamW), matrices as well",
        f"weights of {several(WEIGHTS)}, and a matrix of them, lose {several(loss)} of themselves",
    )


TESTS = {
    "first step": first_step,
    "constant gradient": constant_gradient,
    "long steps": long_steps,
    "scale": scale,
    "eps": eps,
    "zero gradient": zero_gradient,
    "sparse gradient": sparse_gradient,
    "weight decay": weight_decay,
} | MANNERS


def tested(look):
    """Run all tests; an optimiser that raises has failed."""
    findings = []
    for name, test in TESTS.items():
        try:
            made = test(look)
        except Exception as error:
            made = False, "it takes steps", f"{type(error).__name__}: {error}"
        if made is not None:
            passed, expected, got = made
            note = name in NOTES and "became (" not in got
            findings.append(Finding(name, bool(passed), expected, got, required=not note))
    return findings
