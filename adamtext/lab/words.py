"""Running text as numbers: the help texts that come with Python, word by word."""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import numpy as np

from adamtext.lab import embedded

FILE = "topics_python311.npz"
TOKEN = re.compile(r"[a-z]+|[.,:;()]")
#: What stands for all words that are too rare to have a number of their own.
OTHER = "<other>"


class Words(NamedTuple):
    """A text of which each token is a number: ``ids[i]`` is the place of token i in ``words``.

    ``words`` are the most frequent ones, the most frequent first; one of them is ``<other>``.
    """

    ids: np.ndarray
    words: tuple[str, ...]


def text():
    """Return the text that ``help()`` shows of Python's statements and types: 3.11's."""
    return embedded.read(FILE)["text"].tobytes().decode()


def tokens(text):
    """Return the tokens of a text: runs of the letters a to z in lower case, and six marks.

    >>> tokens("It's a list (of 3).")
    ['it', 's', 'a', 'list', '(', 'of', ')', '.']
    """
    return TOKEN.findall(text.lower())


@cache
def read(size=800):
    """Return the text as :class:`Words`: ``size`` of them, ``<other>`` included.

    Raises
    ------
    ValueError
        Unless ``size`` is at least 2 and the text has so many different words.
    """
    found = tokens(text())
    counts = Counter(found)
    if not 2 <= size <= len(counts):
        raise ValueError(f"size must be from 2 to {len(counts)}, got {size!r}")
    known = sorted(counts, key=lambda word: (-counts[word], word))[: size - 1]
    counts[OTHER] = len(found) - sum(counts[word] for word in known)
    words = tuple(sorted([*known, OTHER], key=lambda word: (-counts[word], word)))
    number = {word: k for k, word in enumerate(words)}
    ids = np.array([number.get(word, number[OTHER]) for word in found])
    ids.flags.writeable = False  # it is kept, and given to everybody
    return Words(ids, words)


class Windows(NamedTuple):
    """Pieces of the text, one after the other: what to read, and what comes next.

    ``x`` and ``y`` have shape (num_windows, length): row i of ``y`` is row i of ``x``, one token
    later. ``quarter`` says in which quarter the token of ``y`` is; see :func:`quarters`.
    """

    x: np.ndarray
    y: np.ndarray
    quarter: np.ndarray


def windows(size=800, length=32, even=False):
    """Cut the text into :class:`Windows`; with ``even``, under the names that :func:`evened` gives.

    The quarters are those of the text's own words in either case.
    """
    ids = read(size).ids
    quarter = quarters(np.bincount(ids))[ids]
    named = evened(ids, size, seed=1412) if even else ids
    count = (len(ids) - 1) // length

    def cut(values, start):
        return values[start : start + count * length].reshape(count, length)

    return Windows(cut(named, 0), cut(named, 1), cut(quarter, 1))


def pairs(before, after, size):
    """Count which word follows which.

    Parameters
    ----------
    before, after : int arrays of one shape, of numbers below ``size``

    Returns
    -------
    array of float, shape (size, size)
        Row: the word before; column: the word after.

    Examples
    --------
    >>> pairs(np.array([0, 1, 0]), np.array([1, 0, 1]), size=2)
    array([[0., 2.],
           [1., 0.]])
    """
    numbers = np.ravel_multi_index((before, after), (size, size))
    return np.bincount(numbers, minlength=size**2).reshape(size, size).astype(float)


def quarters(counts):
    """Say of each word in which quarter it is: 0 holds the commonest, 3 the rarest.

    Each quarter has as nearly a quarter of the text as whole words allow. ``counts`` says how
    often each word occurs, in any order; those of equal counts keep their order.
    """
    order = np.argsort(-np.asarray(counts, float), kind="stable")
    middles = np.cumsum(counts[order]) - counts[order] / 2
    found = np.empty(len(order), int)
    found[order] = np.minimum(4 * middles // np.sum(counts), 3)
    return found


def evened(ids, size, seed):
    """Give the tokens other numbers, such that all ``size`` numbers are about equally frequent.

    A common word is dealt out at random to several numbers, rare ones share a number. The text
    stays what it is; only its names change.
    """
    rng = np.random.default_rng(seed)
    counts = np.bincount(ids, minlength=size)
    fair = len(ids) / size
    numbers, used = np.empty_like(ids), 0
    common = counts >= 0.75 * fair
    for word in np.flatnonzero(common):
        copies = max(1, round(counts[word] / fair))
        places = np.flatnonzero(ids == word)
        numbers[places] = used + rng.permutation(len(places)) % copies
        used += copies
    load = np.zeros(size - used)
    for word in sorted(np.flatnonzero(~common), key=lambda word: -counts[word]):
        lightest = load.argmin()
        load[lightest] += counts[word]
        numbers[ids == word] = used + lightest
    return numbers
