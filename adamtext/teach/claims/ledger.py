"""What a claim is, how it is entered in the ledger, and how its verdict is computed."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

HOLDS, HOLDS_IF, FALSE = "holds", "holds if", "false as printed"
NOT_REPRODUCED, NOT_TESTABLE = "not reproduced", "not testable here"
VERDICTS = (HOLDS, HOLDS_IF, FALSE, NOT_REPRODUCED, NOT_TESTABLE)

# Pages of the book that claims belong to, and their titles.
CHAPTERS = {
    "01-algorithm": "The algorithm",
    "02-interpretation": "Interpretation",
    "03-bias-correction": "Bias correction",
    "04-adamax": "AdaMax and averaging",
    "05-convergence": "Convergence",
    "06-logistic-regression": "Logistic regression",
    "07-neural-network": "A neural network",
    "08-convolutional-network": "A convolutional network",
    "09-variational-autoencoder": "A variational auto-encoder",
    "12-relatives": "Relatives, and frameworks",
    "14-cost-of-a-step": "What a step costs",
}

# Every chapter's last section, for claims that nothing before it shows.
CLOSING = "#What the paper claims, and what is true"


class Evidence(NamedTuple):
    """What a computation says of a claim.

    Attributes
    ----------
    verdict : str
        One of ``VERDICTS``, derived from the numbers.
    numbers : dict
        The computed numbers, by the names that the claim's explanation uses.
    explanation : str
        One line that gives the numbers, or says why nothing can be computed.
    """

    verdict: str
    numbers: dict
    explanation: str = ""


class Claim(NamedTuple):
    """Something that the paper says, and what became of it.

    Attributes
    ----------
    id, place, says : str
        A short name; the sections of the paper; the claim in our words.
    verdict : str
        One of ``VERDICTS``, as recorded; :func:`check` compares it with the evidence.
    chapter : str
        The page that derives it, one of ``CHAPTERS``.
    shown : str
        Where on that page: an equation, ``(3.5)``, a statement, ``Theorem 3.3``, or ``#`` and a
        heading.
    evidence : callable
        ``evidence() -> Evidence``: deterministic, in less than a second.
    condition : str
        Where the verdict is "holds if": if what.
    explanation : str
        One line with places such as ``{largest:.3f}`` for the evidence's numbers.
    aliases : tuple of str
        Ids of claims that were joined to this one: links with them still lead here.
    """

    id: str
    place: str
    says: str
    verdict: str
    chapter: str
    shown: str
    evidence: Callable
    condition: str = ""
    explanation: str = ""
    aliases: tuple = ()

    @property
    def ruling(self):
        """The verdict with its condition."""
        return f"{self.verdict} {self.condition}".rstrip()


class VerdictChanged(AssertionError):
    """The computed verdict is not the recorded one."""


ENTRIES = {}
# Ids that are no more, and those of the claims that now include them.
ALIASES = {}


def claim(id, **fields):
    """Decorate an evidence function: enter the claim ``id`` in the ledger.

    ``fields`` are the other fields of :class:`Claim`.

    Raises
    ------
    ValueError
        If there is one of that id already, or of one of its aliases.
    """

    def enter(evidence):
        entry = Claim(id, evidence=evidence, **fields)
        for name in (id, *entry.aliases):
            if name in ENTRIES or name in ALIASES:
                raise ValueError(f"id must be new, got {name!r} a second time")
        ENTRIES[id] = entry
        ALIASES.update(dict.fromkeys(entry.aliases, id))
        return evidence

    return enter


def judge(as_printed, on_condition=False, /, **numbers):
    """Derive a verdict: a claim holds as printed, else on its condition, else not at all."""
    verdict = HOLDS if as_printed else HOLDS_IF if on_condition else FALSE
    return Evidence(verdict, numbers)


def seen(as_printed, on_condition=False, /, **numbers):
    """Derive the verdict on something that the authors saw in runs of theirs.

    Runs of ours that do not show it refute nothing: then it is not reproduced. When two rules
    differ, and by how much, says :mod:`adamtext.lab.judging`; what that leaves undecided is not
    reproduced, too.
    """
    evidence = judge(as_printed, on_condition, **numbers)
    return evidence._replace(verdict=evidence.verdict.replace(FALSE, NOT_REPRODUCED))


def untestable(why):
    """Say why nothing is computed."""
    return Evidence(NOT_TESTABLE, {}, why)


def check(claim):
    """Compute the evidence of ``claim`` and return it, explanation filled in.

    Raises
    ------
    VerdictChanged
        If the computed verdict is not the recorded one.
    """
    evidence = claim.evidence()
    if evidence.verdict != claim.verdict:
        raise VerdictChanged(
            f"{claim.id}: recorded as {claim.verdict!r}, computed {evidence.verdict!r} "
            f"from {evidence.numbers}"
        )
    return evidence._replace(
        explanation=claim.explanation.format(**evidence.numbers) or evidence.explanation
    )


def count(claims):
    """Say how many claims have which verdict.

    >>> count([])
    '0 claims; holds: 0, holds if: 0, false as printed: 0, not reproduced: 0, not testable here: 0'
    """
    found = Counter(claim.verdict for claim in claims)
    total = found.total()
    return f"{total} claim{'s' * (total != 1)}; " + ", ".join(f"{v}: {found[v]}" for v in VERDICTS)
