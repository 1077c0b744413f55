"""What the paper claims, in its order, and what is true: each claim with its verdict and evidence.

One module a section; importing it enters its claims in the ledger.

>>> check(CLAIMS["equality-case"]).verdict
'false as printed'
"""

from types import MappingProxyType

from adamtext.teach.claims import (
    abstract,
    adamax,
    algorithm,
    appendix,
    autoencoder,
    bias_correction,
    conclusion,
    convergence,
    convolution,
    interpretation,
    introduction,
    logistic,
    perceptron,
    related_work,
)
from adamtext.teach.claims.ledger import (
    ALIASES,
    ENTRIES,
    Claim,
    Evidence,
    VerdictChanged,
    check,
)

SECTIONS = (
    abstract,
    introduction,
    algorithm,
    interpretation,
    bias_correction,
    convergence,
    related_work,
    logistic,
    perceptron,
    convolution,
    autoencoder,
    adamax,
    conclusion,
    appendix,
)
#: The claims by id, in the paper's order.
CLAIMS = MappingProxyType(
    {
        claim.id: claim
        for section in SECTIONS
        for claim in ENTRIES.values()
        if claim.evidence.__module__ == section.__name__
    }
)

__all__ = ["ALIASES", "CLAIMS", "SECTIONS", "Claim", "Evidence", "VerdictChanged", "check"]
