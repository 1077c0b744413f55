"""What :func:`adamtext.teach.contract.check` finds and says besides the tests."""

import numpy as np

from adamtext.optimizers import adam
from adamtext.teach.examine.candidates import ADAM, DEFAULTS, answer
from adamtext.teach.examine.identify import DECIDING
from adamtext.teach.examine.observe import distance
from adamtext.teach.examine.streams import LADDER, LAST_STEP
from adamtext.teach.report import Finding, bars

#: What no optimiser is tested for.
UNTESTED = (
    f"steps after t = {LAST_STEP}",
    "gradients above 1e4",
    "complex numbers",
    "arrays of three dimensions and more",
    "other devices than the CPU",
    "more than one process",
    "options that are off by default",
)


def with_what(subject, setting, given, match):
    """Say which hyper-parameters a subject was checked with."""
    known = {k: v for k, v in setting.items() if k in DEFAULTS}
    if subject.takes:
        assumed = [k for k in subject.takes if k not in given]
        words = [f"{k}={v:g}" + ("" if k in given else " (assumed)") for k, v in known.items()]
        if len(assumed) == len(known):
            words = [f"{k}={v:g}" for k, v in known.items()]
        rest = "and with others"
        words = [f"checked with {', '.join(words)}", rest]
    else:
        words = [f"{k}={v:g} (told)" for k, v in known.items()]
    estimated = match.estimated if match else ()
    words += [f"{k}={match.values[k]:g} (estimated)" for k in estimated if k in DEFAULTS]
    rest = [k for k in DEFAULTS if k not in known and k not in estimated]
    if match:
        values = {k: match.candidate.knows[k] for k in rest if k in match.candidate.knows}
        values = {k: v for k, v in values.items() if isinstance(v, float)}
        words += [f"{k}={v:g} (assumed, and it fits)" for k, v in values.items()]
    return ", ".join(words)


def trajectory(found, observations):
    """Compare all steps with Algorithm 1's, and name the rule whose steps they are."""
    expected = "exactly the steps of Algorithm 1, on all streams of gradients"
    if found.right:
        return Finding("trajectory", True, expected, f"those of {found.title}")
    got = far_from_adam(observations)
    if found.title:
        alike = found.match.alike if found.match else ()
        titles = dict.fromkeys([found.title, *alike])
        got += f"; the steps are those of {', or of '.join(titles)}"
    return Finding("trajectory", False, expected, got)


def far_from_adam(observations):
    """Say how far the steps are from Adam's, and on which stream."""
    worst, where = -1.0, ""
    for observation, other in zip(observations, ("", " and other settings"), strict=False):
        values = dict(DEFAULTS) | observation.setting
        for name in DECIDING[1:]:
            far = distance(observation, ADAM, values, [name])
            if far > worst:
                worst, where = far, f"gradients '{name}'{other}"
    got = "NaN or infinity" if np.isinf(worst) else f"off by {worst:.2g} times the way travelled"
    return f"{got} ({where})"


def defaults(subject):
    """Note defaults that are not the paper's, and those that are missing."""
    expected = f"by default {', '.join(f'{k}={v:g}' for k, v in DEFAULTS.items())}, as in the paper"
    other = [f"{k}={v!r}" for k, v in subject.defaults.items() if v != DEFAULTS[k]]
    missing = [k for k in subject.takes if k not in subject.defaults]
    got = ", ".join(other) + (f"{'; ' if other else ''}none for {', '.join(missing)}"
                              if missing else "")  # fmt: skip
    return Finding("defaults", not other and not missing, expected, got, required=False)


def decay_as_told(subject, found):
    """Find whether weights decay with the weight_decay that it takes; findings, and names."""
    told, match = subject.weight_decay, found.match
    if not told or match is None or match.candidate.kind == "relative":
        return [], ()
    decay = match.values.get("weight_decay", 0)
    finding = Finding(
        "weight decay taken",
        abs(decay - told) <= 1e-3 * told,
        f"weights decay with the weight_decay={told:g} that it takes by default",
        f"with {decay:g}" if decay else "they do not decay",
    )
    return [finding], () if decay else ("ignores_weight_decay",)


def too_small_an_eps(look):
    """Say where eps is nothing in the precision of theta."""
    eps = look.h["eps"]
    if "16" not in look.seen.dtype or float(np.float16(eps)):
        return []
    return [f"eps={eps:g} is 0 in float16, and a zero gradient makes 0/0: keep theta in float32, "
            "or take a larger eps"]  # fmt: skip


def picture(look):
    """Draw steps that differ from Adam's: for a constant gradient, for noise, or for small ones."""
    values, alpha = tuple(look.h.items()), look.h["alpha"]
    adams = answer(adam, values, "long")[0]
    pairs = [(look.long(i), -np.diff(adams[:, i], prepend=0) / alpha) for i in (0, 1)]
    drawn = list(zip(("a constant gradient", "noise"), pairs, strict=True))
    ours, adams = look.seen.paths["ladder"][0], answer(adam, values, "ladder")[0]
    for i in range(len(LADDER) - 1, -1, -1):
        pair = [-np.diff(path[:, i], prepend=0) / alpha for path in (ours, adams)]
        drawn.append((f"noise of about {LADDER[i]:g}", pair))
    for title, (x, y) in drawn:
        times = [t for t in (1, 2, 3, 5, 12, 40, 400) if t <= len(x)]
        at = [t - 1 for t in times]
        if not np.allclose(x[at], y[at], rtol=3e-2, atol=3e-2):
            return bars(title, times, x[at], y[at])
    return ""


def not_in(look):
    """List what the form of an optimiser did not allow to be tested."""
    can = look.start([np.zeros(2)]).can
    words = {
        "alpha": "a learning rate that changes",
        "save": "saving and loading",
        "join": "parameters that join late",
        "skip": "parameters without a gradient",
    }
    return [text for name, text in words.items() if name not in can]
