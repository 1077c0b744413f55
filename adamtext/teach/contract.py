"""Tells whether an optimiser is Adam, and if not, what it is and which mistake explains it.

:func:`check` takes optimisers of this package, of torch, and yours. It looks at what they do and
never at their code: :mod:`adamtext.teach.properties` has the tests.
"""

import math
import textwrap
from typing import NamedTuple

import numpy as np

from adamtext.optimizers import adam
from adamtext.rule import check_hyperparameter
from adamtext.teach.fingerprints import distance, fingerprint, identify
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.properties import TESTS
from adamtext.teach.subjects import NotAnOptimizer, see

DEFAULTS = {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
# Far from the defaults, so that it shows where a hyper-parameter is not used, or misplaced.
OTHERS = {"alpha": 2e-2, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3}


class Finding(NamedTuple):
    """One test: what was expected and what was got. Only a ``required`` one decides."""

    name: str
    passed: bool
    expected: str
    got: str
    required: bool = True


class Report(NamedTuple):
    """What :func:`check` found out; as text, everything in it.

    Attributes
    ----------
    subject : str
        What was checked.
    rule : str or None
        What it does: "Adam", "AdamW with weight_decay=0.01", the name of a mistake or of a
        relative such as "AdaMax"; None if nothing that we know does the same.
    likely : str or None
        The mistake that explains it, a key of :data:`~adamtext.teach.mistakes.MISTAKES`.
    hyperparameters : str
        Those it was checked with, and whether they were chosen, assumed or estimated.
    findings : list of Finding
    """

    subject: str
    rule: str | None
    likely: str | None
    hyperparameters: str
    findings: list

    @property
    def ok(self):
        """True if it is Adam or AdamW, all required tests being passed."""
        return all(f.passed for f in self.findings if f.required)

    @property
    def verdict(self):
        """The outcome in a few words."""
        if self.ok:
            return f"this is {self.rule}"
        if self.likely:
            return f"this is not Adam; the likely mistake is {self.likely}"
        if self.rule is None:
            return "this is not Adam, nor anything else that we know"
        if self.rule.split()[0] in ("Adam", "AdamW"):
            return f"this makes the steps of {self.rule}, but breaks its contract"
        return f"this is not Adam; it behaves like {self.rule}"

    def __str__(self):
        required = [f.passed for f in self.findings if f.required]
        lines = [
            f"{self.subject}: {self.verdict}",
            f"{sum(required)} of {len(required)} tests passed, with {self.hyperparameters}",
        ]
        for f in self.findings:
            mark = "ok" if f.passed else "FAIL" if f.required else "note"
            lines.append(f"  {mark:5}{f.name}: {f.expected}")
            if not f.passed:
                lines += textwrap.wrap(
                    f.got, 90, initial_indent=" " * 7 + "got ", subsequent_indent=" " * 11
                )
        if self.likely:
            mistake = MISTAKES[self.likely]
            lines.append(f"Likely mistake: {self.likely}. {mistake.symptom}")
            for words, code in (("It has", mistake.line), ("instead of", mistake.right)):
                lines += [f"  {words}", textwrap.indent(code, "    ")] if code else []
        return "\n".join(lines)


def check(optimizer, **hyperparameters):
    """Hold ``optimizer`` to the contract of Adam, or of AdamW if it decays weights.

    It is fed with NumPy arrays. That it works in place is noted, not failed: all of torch's do.
    That its defaults are not the paper's is failed.

    Parameters
    ----------
    optimizer : Optimizer, function or class
        An :class:`~adamtext.rule.Optimizer`; a function of (some of) alpha, beta1, beta2, eps that
        returns one; a class of torch.optim, or a function of ``params`` that makes one.
    **hyperparameters : float, optional
        ``alpha``, ``beta1``, ``beta2``, ``eps``: what an Optimizer was made with. By default
        Adam's are assumed; if nothing fits, alpha is estimated. A function is tested with these,
        and with others.

    Returns
    -------
    Report

    Raises
    ------
    TypeError
        If ``optimizer`` is none of these.
    ValueError
        If a hyper-parameter is out of range.

    Examples
    --------
    >>> import adamtext
    >>> check(adamtext.adam).ok, check(adamtext.adamax).rule
    (True, 'AdaMax')
    """
    for name, value in hyperparameters.items():
        if name not in DEFAULTS:
            raise TypeError(f"a hyper-parameter must be one of {', '.join(DEFAULTS)}; got {name!r}")
        check_hyperparameter(name, value)
    if hyperparameters.get("alpha") == 0:
        raise ValueError("alpha must be > 0 where steps are to be seen, got 0")
    subject = see(optimizer)
    passed = subject.takes or tuple(hyperparameters)
    settings = [DEFAULTS | hyperparameters]
    if subject.takes:
        settings = [DEFAULTS | {k: h[k] for k in passed} for h in (*settings, OTHERS)]

    def maker(setting):
        return lambda: subject.build(**{k: setting[k] for k in subject.takes})

    try:
        # before anything else, since an Optimizer may remember what it was used for
        prints = [fingerprint(maker(setting)(), setting["eps"]) for setting in settings]
    except NotAnOptimizer:
        raise
    except Exception as error:
        finding = Finding("runs", False, "it takes steps", raised(error))
        likely = "t_from_zero" if isinstance(error, ZeroDivisionError) else None
        words = with_what(subject, settings[0], passed, None)
        return Report(subject.name, likely, likely, words, [finding])

    matches = identify(prints, settings, passed)
    match = matches[0] if matches else None
    if match and match.alpha:
        settings[0]["alpha"] = match.alpha
    findings = [trajectory(prints, settings, matches)]
    for name, test in TESTS.items():
        if name != "in place" or not subject.in_place:
            findings.append(run_test(name, test, maker(settings[0]), settings[0]))
    if subject.takes:
        findings.append(defaults(subject))
    rule = match.name if match else None
    if not match and not next(f.passed for f in findings if f.name == "arrays"):
        rule = "shared_t"  # of which nobody knows how far it has counted already
    return Report(
        subject=subject.name,
        rule=rule,
        likely=rule if rule in MISTAKES else None,
        hyperparameters=with_what(subject, settings[0], passed, match),
        findings=findings,
    )


def run_test(name, test, make, setting):
    """Run one test; an optimiser that raises has failed it."""
    with np.errstate(all="ignore"):
        try:
            passed, expected, got = test(make, setting)
        except Exception as error:
            passed, expected, got = False, "it takes steps", raised(error)
    return Finding(name, bool(passed), expected, got, required=name != "in place")


def raised(error):
    """Say what an optimiser raised."""
    return f"{type(error).__name__}: {error}"


def with_what(subject, setting, passed, match):
    """Say which hyper-parameters a subject was checked with."""
    chosen = ", ".join(f"{k}={v:g}" for k, v in setting.items() if k in passed)
    if subject.takes:
        return f"{chosen}, and with others"
    estimated = [f"alpha={match.alpha:g} (estimated)"] if match and match.alpha else []
    given = [f"{chosen} (given)"] if chosen else []
    rest = {
        k: v for k, v in DEFAULTS.items() if k not in passed and not (k == "alpha" and estimated)
    }
    assumed = ", ".join(f"{k}={v:g}" for k, v in rest.items())
    return ", ".join([*estimated, *given, *([f"{assumed} (assumed)"] if assumed else [])])


def trajectory(prints, settings, matches):
    """Compare all steps with Algorithm 1's, and name the rule whose steps they are."""
    expected = "exactly the steps of Algorithm 1, on all streams of gradients"
    if matches and matches[0].kind in ("Adam", "AdamW"):
        return Finding("trajectory", True, expected, f"those of {matches[0].name}")
    worst, where = -1.0, ""
    for ours, setting, other in zip(prints, settings, ("", " and other settings"), strict=False):
        reference = fingerprint(adam(**setting), setting["eps"])
        for name in reference.moves:
            apart = distance(ours, reference, setting["alpha"], [name])
            if apart > worst:
                worst, where = apart, f"stream '{name}'{other}"
    got = "NaN or infinity" if math.isinf(worst) else f"off by {worst:.2g} times the way travelled"
    got += f" ({where})"
    if matches:
        same = [m.name for m in matches if m.distance <= 10 * matches[0].distance + 1e-9]
        got += f"; the steps are those of {' or of '.join(dict.fromkeys(same))}"
    return Finding("trajectory", False, expected, got)


def defaults(subject):
    """Compare the defaults with the paper's: others fail, none at all is noted."""
    expected = f"by default {', '.join(f'{k}={v:g}' for k, v in DEFAULTS.items())}, as in the paper"
    other = [f"{k}={v!r}" for k, v in subject.defaults.items() if v != DEFAULTS[k]]
    if other:
        return Finding("defaults", False, expected, ", ".join(other))
    missing = ", ".join(k for k in subject.takes if k not in subject.defaults)
    return Finding("defaults", not missing, expected, f"none for {missing}", required=False)
