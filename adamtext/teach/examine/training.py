"""What happens in training besides steps: several arrays, schedules, checkpoints, late parameters.

Each test returns the name of what is wrong, or None, and what was expected and got; or None where
the form of an optimiser has no such thing.
"""

import numpy as np

from adamtext.teach.examine.observe import TOLERANCE, apart
from adamtext.teach.examine.streams import layers as layers_stream
from adamtext.teach.examine.streams import normal
from adamtext.teach.examine.work import AtWork, PairAtWork, numpy_of, run


def layers(look, match):
    """Test that arrays that one optimiser steps move as they would alone."""
    expected = "three arrays in one optimiser move as they would alone, one with fewer gradients"
    work = look.start([x.copy() for x in layers_stream().thetas])
    skips = "skip" in work.can
    work.close()
    stream = layers_stream()
    full = stream._replace(
        gradients=[[g[0], g[1], np.zeros(2) if g[2] is None else g[2]] for g in stream.gradients]
    )
    try:
        stream = stream if skips else full
        ours = run(look.start, *stream)
    except (AttributeError, TypeError):  # None where a gradient was expected
        stream = full
        ours = run(look.start, *stream)
    alone = []
    for i, theta in enumerate(stream.thetas):
        gradients = [[g[i]] for g in stream.gradients if g[i] is not None]
        path = run(look.start, [theta], gradients)[0]
        alone.append(held(path, [g[i] is not None for g in stream.gradients]))
    if same(ours, alone, stream, look):
        return None, expected, ""
    got = ", ".join(f"{-x.ravel()[0] / look.h['alpha']:.3g}" for x in (ours[1][0], alone[1][0]))
    name = None
    if match:
        known = tuple(match.values.items())
        rule = match.candidate.rule(**{k: v for k, v in known if k in match.candidate.knows})
        together = run(lambda thetas: PairAtWork(rule, thetas, count_together=True), *stream)
        if counts(rule) and same(ours, together, stream, look):
            return (
                "joins_late",
                "a parameter that gets its first gradient late starts as the first did",
                f"t is counted for all together: it starts with the correction of a late t, "
                f"{first_of(ours[2], look):.3g} alpha after others' steps",
            )
        for arrays in (1, 2) if counts(rule) else ():
            shared = with_shared_t(match, look, stream, arrays)
            if same(ours, shared, stream, look):
                name = "shared_t"
    if name is None and not np.any([np.isfinite(x).all() for x in ours]):
        got = "NaN"
    return (
        name or "",
        expected,
        f"the second array starts with {got.split(', ')[0]} alpha, "
        + (f"and alone with {got.split(', ')[-1]} alpha"),
    )


def counts(rule):
    """Whether the state of ``rule`` is one that counts."""
    return hasattr(rule.init(np.zeros(1)), "t")


def first_of(path, look):
    """Return the first step of a path that is one, in alpha."""
    steps = abs(np.diff(path, axis=0, prepend=0 * path[:1])[..., 0]).ravel()
    return steps[np.argmax(steps > 0)] / look.h["alpha"]


def held(path, moves):
    """Repeat the last place of ``path`` where there is no move."""
    found, i, last = [], 0, 0 * path[0]
    for move in moves:
        if move:
            last, i = path[i], i + 1
        found.append(last)
    return np.array(found)


def same(ours, theirs, stream, look):
    """Whether paths agree, as far as the precision goes."""
    far = apart(ours, theirs, stream.thetas, look.h["alpha"], look.seen.dtype)
    return far <= TOLERANCE[look.seen.dtype] * 10


def with_shared_t(match, look, stream, arrays=1):
    """Return the paths where each array, or each pair, that is stepped raises the count of all."""
    rule = match.candidate.rule
    known = {k: v for k, v in match.values.items() if k in match.candidate.knows}
    optimizer = rule(**known)

    class Shared(AtWork):
        def __init__(self, thetas):
            self.thetas, self.t = thetas, 0
            self.states = [optimizer.init(theta) for theta in thetas]

        def step(self, gradients):
            for i, g in enumerate(gradients):
                if g is not None:
                    state = self.states[i]._replace(
                        t=self.t + i // arrays if arrays > 1 else self.t
                    )
                    self.thetas[i], self.states[i] = optimizer.step(self.thetas[i], g, state)
                    self.t += arrays == 1
            if arrays > 1:
                self.t += -(-len(gradients) // arrays)

        def read(self):
            return self.thetas

    return run(Shared, *stream)


def changed_alpha(look, match):
    """Test that a scheduler's learning rate is used."""
    work, theta = look.start([np.zeros(2)]), [np.zeros(2)]
    if "alpha" not in work.can:
        return None
    g = np.ones(2) * 1e3
    for _ in range(6):
        work.step([g])
        theta.append(numpy_of(work.read()[0]))
    work.set_alpha(look.h["alpha"] / 4)
    work.step([g])
    work.step([g])
    theta.append(numpy_of(work.read()[0]))
    usual = look.steps(np.ones(8) * 1e3)[-2:].sum()
    step = (theta[-2] - theta[-1])[0] / look.h["alpha"]
    got = f"two steps of {step:.3g} alpha in all where {usual:.3g} alpha were usual"
    ok = abs(step - usual / 4) <= 1e-2 * abs(usual)
    frozen = abs(step - usual) <= 1e-2 * abs(usual)
    wrong = None if ok else "alpha_frozen" if frozen else ""
    return (
        wrong,
        "a quarter of the learning rate, set on the way, makes a quarter of the steps",
        got,
    )


def saved(look, match):
    """Test that an optimiser restored from its state_dict goes on as if nothing had been."""
    work = look.start([np.zeros(3), np.zeros((2, 2))])
    if "save" not in work.can:
        return None
    expected = "an optimiser that is saved and loaded goes on as if nothing had been"
    gradients = [[g[:3], g[3:7].reshape(2, 2)] for g in normal()[:14]]
    for g in gradients[:8]:
        work.step([x.copy() for x in g])
    other = work.reloaded()
    for g in gradients[8:]:
        work.step([x.copy() for x in g])
        other.step([x.copy() for x in g])
    ours, theirs = ([numpy_of(x) for x in w.read()] for w in (other, work))
    alpha = look.h["alpha"]
    far = max(float(abs(x - y).max()) for x, y in zip(ours, theirs, strict=True)) / alpha
    if far <= look.tolerance:
        return None, expected, ""
    return "t_not_saved", expected, f"six steps later it is {far:.3g} alpha elsewhere"


def joining(look, match):
    """Test that a parameter that joins late starts as the first did, in a group of its own."""
    work = look.start([np.zeros(2)])
    if "join" not in work.can:
        return None
    expected = "a parameter that joins after five steps starts as the first did"
    g = normal()[:12, :2]
    for row in g[:5]:
        work.step([row.copy()])
    work.join(np.zeros(2))
    path = []
    for row in g:
        work.step([row.copy(), row.copy()])
        path.append(numpy_of(work.read()[1]))
    alone = run(look.start, [np.zeros(2)], [[row] for row in g])[0]
    alpha = look.h["alpha"]
    if np.all(abs(np.array(path) - alone) <= look.tolerance * alpha):
        return None, expected, ""
    first, usual = (abs(x[0][0]) / alpha for x in (path, alone))
    got = f"its first step is {first:.3g} alpha, alone {usual:.3g} alpha"
    return "joins_late", expected, got


def groups(look, match):
    """Test that a group may have its own learning rate."""
    work = look.start([np.zeros(2)])
    if "groups" not in work.can:
        return None
    try:
        work.join(np.zeros(2), lr=look.h["alpha"] * 3)
    except Exception as error:
        return "", "a group may have its own learning rate", f"{type(error).__name__}: {error}"
    g = normal()[1, :2] * 1e3
    work.step([g.copy(), g.copy()])
    first, second = (abs(numpy_of(x)[0]) / look.h["alpha"] for x in work.read())
    wrong = None if abs(second - 3 * first) <= 1e-2 * first else "alpha_frozen"
    got = f"three times the learning rate makes steps {second / first:.3g} times as long"
    return wrong, "a group may have its own learning rate", got


TRAINING = {
    "several arrays": layers,
    "changed learning rate": changed_alpha,
    "saved and loaded": saved,
    "late parameter": joining,
    "parameter groups": groups,
}
#: What may be wrong with an optimiser whose steps are right, and what helps.
BREACHES = {
    "joins_late": (
        "One t is counted for all parameters: one that joins late, or has no gradient now and "
        "then, is corrected as though it had been there always.",
        "keep t beside m and v, one for each parameter",
    ),
    "alpha_frozen": (
        "A learning rate that is changed on the way, by a scheduler, is ignored.",
        'read group["lr"] in step(), and not once in __init__',
    ),
    "t_not_saved": (
        "What is saved lacks a part of the state: restored, it does not go on as before.",
        "keep t in self.state[p], where state_dict() finds it",
    ),
    "ignores_alpha": ("The step size that it takes changes nothing.", "use it in the step"),
    "ignores_betas": ("The betas that it takes change nothing.", "use them in the averages"),
    "ignores_eps": ("The eps that it takes changes nothing.", "use it in the step"),
    "first_rows_only": ("Only some rows of a matrix move.", "step the whole array"),
    "warmup_inside": (
        "The step size grows in the first steps.",
        "leave warm-up to a schedule, where it can be seen",
    ),
    "half_precision_averages": (
        "m and v are kept in float16, in which the squares of small gradients are 0.",
        "keep them in float32",
    ),
}
