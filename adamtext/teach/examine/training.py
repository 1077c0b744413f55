"""What happens in training besides steps: schedules, checkpoints, groups, late parameters.

Each test returns the name of what is wrong, None if nothing is and "" if it has no name, and what
was expected and got; or None where the form of an optimiser has no such thing.
"""

import numpy as np

from adamtext.teach.examine.look import Finding
from adamtext.teach.examine.streams import normal
from adamtext.teach.examine.together import rule_of, several
from adamtext.teach.examine.work import PairAtWork, numpy_of, run
from adamtext.teach.wrong.breaches import BREACHES


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


#: What a restored optimiser may lack, and what that is called.
NOT_SAVED = {"t_not_saved": ("t",), "averages_not_saved": ("m", "v")}


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
    far = far_apart(ours, theirs, look)
    if far <= look.tolerance:
        return None, expected, ""
    got = f"six steps later it is {far:.3g} alpha elsewhere"
    for name, lost in NOT_SAVED.items():
        if match and far_apart(ours, without(lost, match, gradients, 8), look) <= look.tolerance:
            return name, expected, got
    return "state_not_saved", expected, got


def far_apart(ours, theirs, look):
    """Return how far arrays are from others, in alpha; infinity where they are NaN."""
    far = max(float(abs(x - y).max()) for x, y in zip(ours, theirs, strict=True))
    return far / look.h["alpha"] if np.isfinite(far) else np.inf


def without(lost, match, gradients, step):
    """Return where arrays end if parts of the state are lost after ``step`` steps."""
    rule = rule_of(match)
    work = PairAtWork(rule, [0 * g for g in gradients[0]])
    for t, each in enumerate(gradients):
        if t == step:
            work.states = [begun_anew(state, lost) for state in work.states]
        work.step(each)
    return work.read()


def begun_anew(state, parts):
    """Return a state whose parts are those of the start, as far as it has them."""
    return state._replace(
        **{part: 0 * getattr(state, part) for part in parts if hasattr(state, part)}
    )


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
    if far_apart(path, alone, look) <= look.tolerance:
        return None, expected, ""
    first, usual = (abs(x[0][0]) / look.h["alpha"] for x in (path, alone))
    got = f"its first step is {first:.3g} alpha, alone {usual:.3g} alpha"
    known = match and far_apart(path, with_late_t(match, g, 5), look) <= look.tolerance
    return "joins_late" if known else "", expected, got


def with_late_t(match, gradients, before):
    """Return the path of an array for which ``before`` steps of others were counted."""
    rule, theta, path = rule_of(match), np.zeros_like(gradients[0]), []
    state = rule.init(theta)
    state = state._replace(t=before) if hasattr(state, "t") else state
    for g in gradients:
        theta, state = rule.step(theta, g, state)
        path.append(theta)
    return path


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
    frozen = "alpha_frozen" if abs(second - first) <= 1e-2 * first else ""
    wrong = None if abs(second - 3 * first) <= 1e-2 * first else frozen
    got = f"three times the learning rate makes steps {second / first:.3g} times as long"
    return wrong, "a group may have its own learning rate", got


TRAINING = {
    "several arrays": several,
    "changed learning rate": changed_alpha,
    "saved and loaded": saved,
    "late parameter": joining,
    "parameter groups": groups,
}
#: What is noted, and never failed; Algorithm 1 has one t for all of theta, and so have libraries.
NOTED = ("joins_late",)


def trained(look, found):
    """Run all tests; return findings, and the names of what is wrong."""
    findings, names = [], []
    adams = found.match is not None and found.match.candidate.kind == "Adam"
    for title, test in TRAINING.items():
        try:
            made = test(look, found.match)
        except Exception as error:
            got = f"{type(error).__name__}: {' '.join(str(error).split())}"
            findings.append(Finding(title, False, "it can be done", got, required=False))
            continue
        if made is None:
            continue
        wrong, expected, got = made
        if wrong in NOTED and all(f.required for f in findings):
            got = f"{got}; {', and '.join(BREACHES[wrong])}"
        findings.append(Finding(title, wrong is None, expected, got, wrong not in NOTED))
        if wrong and wrong not in NOTED and adams and "shared_t" not in (*names, *found.names):
            names.append(wrong)
    return findings, names
