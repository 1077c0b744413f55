"""Claims of §8."""

from adamtext.teach.claims.ledger import CLOSING, NOT_TESTABLE, claim, untestable


@claim(
    "rates-confirmed",
    place="§8, §6.1",
    says="The experiments confirm the analysis of convergence on convex problems.",
    verdict=NOT_TESTABLE,
    chapter="05-convergence",
    shown=CLOSING,
)
def rates_confirmed():
    """Decline: a run confirms no theorem."""
    return untestable("A run that converges confirms no rate; Theorem 4.1 itself is false.")


@claim(
    "robust-on-non-convex",
    place="§8",
    says="Adam is robust and suits a wide range of non-convex problems.",
    verdict=NOT_TESTABLE,
    chapter="06-logistic-regression",
    shown=CLOSING,
)
def robust_on_non_convex():
    """Decline: a wide range is beyond a book's runs."""
    return untestable("A wide range of problems is more than a book can run.")
