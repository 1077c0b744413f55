"""Reviews as bags of words: which review has which word, and how that is kept small on disk."""

import re
from collections import Counter

import numpy as np

NUM_WORDS = 10000
WORD = re.compile(r"[a-z0-9]+(?:'+[a-z0-9]+)*")


def words_of(text):
    """Return the words of a text: lower-case runs of a-z, 0-9 and apostrophes within."""
    return WORD.findall(text.lower().replace("<br />", " "))


def vocabulary(texts):
    """Return the 10000 most frequent words, the most frequent first, ties in alphabetical order."""
    counts = Counter()
    for text in texts:
        counts.update(words_of(text))
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:NUM_WORDS])


def presence(texts, words):
    """Return which text has which word.

    Parameters
    ----------
    texts : sequence of str
    words : sequence of str
        Other words are passed over.

    Returns
    -------
    scipy.sparse.csr_array
        Zeros and ones, float32 of shape (len(texts), len(words)), column numbers sorted.
    """
    number = {word: j for j, word in enumerate(words)}
    rows = [sorted({number[w] for w in words_of(text) if w in number}) for text in texts]
    lengths = [len(row) for row in rows]
    columns = np.fromiter((j for row in rows for j in row), np.int32, sum(lengths))
    return _matrix(columns, lengths, len(words))


def pack(x):
    """Return the three arrays that `unpack` takes: lengths, low and high gaps.

    Most gaps between neighbouring words of a row fit a byte. A gap of 255 or more is written as
    255, and in full in the third array.
    """
    first = np.zeros(x.nnz, bool)
    first[x.indptr[:-1][np.diff(x.indptr) > 0]] = True
    gaps = np.where(first, x.indices, np.diff(x.indices, prepend=0) - 1)
    lengths = np.diff(x.indptr).astype(np.uint16)
    return lengths, np.minimum(gaps, 255).astype(np.uint8), gaps[gaps >= 255].astype(np.uint16)


def unpack(lengths, low, high, num_words):
    """Return the presence matrix, as `presence` makes it, from what `pack` has made of it."""
    gaps = low.astype(np.int32)
    gaps[low == 255] = high
    lengths = lengths.astype(np.int32)
    # the gaps run on from row to row, so take off what the rows before have added up to
    ends = np.concatenate([[0], np.cumsum(gaps + 1, dtype=np.int32)])
    before = ends[np.cumsum(lengths) - lengths]
    return _matrix(ends[1:] - np.repeat(before, lengths) - 1, lengths, num_words)


def _matrix(columns, lengths, num_words):
    from scipy.sparse import csr_array

    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    ones = np.ones(len(columns), np.float32)
    return csr_array((ones, columns.astype(np.int32), starts), shape=(len(lengths), num_words))
