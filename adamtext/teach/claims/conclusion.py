"""Claims of §8."""

import inspect

from adamtext import adam
from adamtext.teach.claims.ledger import CLOSING, HOLDS, NOT_TESTABLE, claim, judge, untestable


@claim(
    "simple-to-implement",
    place="§8",
    says="Adam is simple to implement.",
    verdict=HOLDS,
    explanation="The body of our step, the same as Algorithm 1, has {lines:d} lines.",
    chapter="01-algorithm",
    shown="#Algorithm 1, line by line",
)
def simple_to_implement():
    """Count the lines of our own Adam's step."""
    source = inspect.getsource(inspect.unwrap(adam))
    lines = source.split("def step", 1)[1].split("return Optimizer", 1)[0]
    body = [line for line in lines.splitlines()[1:] if line.strip()]
    return judge(len(body) <= 8, lines=len(body))


@claim(
    "rates-confirmed",
    place="§8",
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
