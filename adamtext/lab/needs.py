"""What a trial needs: a data set, so many examples of it, PyTorch perhaps, and time."""

from importlib.util import find_spec
from typing import NamedTuple

from adamtext.lab import embedded
from adamtext.lab.cache import fetch


class Needs(NamedTuple):
    """What the trials of a problem need.

    ``examples`` counts the training examples of the data set, small and full. ``microseconds``
    is what one core takes for one of them, roughly: enough to compare problems, and to say how
    long runs will take. ``options`` are the fields of a trial that change the problem, and not
    only its size.
    """

    data: str
    examples: dict
    microseconds: float
    torch: bool
    options: tuple


MNIST = "mnist", {"small": 20_000, "full": 60_000}
IMDB = "imdb", {"small": 25_000, "full": 25_000}
CIFAR10 = "cifar10", {"small": 2_000, "full": 50_000}
TOPICS = "topics", {"small": 2_233, "full": 2_233}  # windows of 32 words, all there are
NEEDS = {
    "logistic regression, MNIST": Needs(*MNIST, 6, torch=False, options=("dropout", "l2")),
    "logistic regression, IMDB": Needs(*IMDB, 8, torch=False, options=("dropout", "l2")),
    "multilayer perceptron": Needs(*MNIST, 300, torch=True, options=("dropout", "l2")),
    "convolutional network": Needs(
        *CIFAR10, 3700, torch=True, options=("dropout", "input_dropout", "whitening")
    ),
    "autoencoder": Needs(*MNIST, 150, torch=True, options=("measured_noise",)),
    "transformer": Needs(*TOPICS, 1100, torch=True, options=()),
    "transformer, even words": Needs(*TOPICS, 1100, torch=True, options=()),
}


def num_examples(trial):
    """How many training examples one pass of a trial goes through."""
    return trial.rows or NEEDS[trial.problem].examples[trial.data]


def work(trial):
    """How long a trial takes compared with others: roughly, its seconds on one core."""
    return trial.passes * num_examples(trial) * NEEDS[trial.problem].microseconds / 1e6


def bring_needs(trials):
    """Bring the data that trials need and this machine lacks, and look for PyTorch if they need it.

    Once before a sweep, so that what is missing is said once, and not by each trial.

    Raises
    ------
    OSError
        If PyTorch is not installed; if a set is not to be had, as
        :class:`~adamtext.lab.cache.DatasetUnavailable`.
    """
    for problem in sorted({trial.problem for trial in trials if NEEDS[trial.problem].torch}):
        if find_spec("torch") is None:
            raise OSError(f"the {problem} needs PyTorch, which is not installed: pip install torch")
    for name, size in sorted({(NEEDS[trial.problem].data, trial.data) for trial in trials}):
        if size == "full" and name != "topics":
            fetch(name)
        else:
            embedded.bring(name)
