"""Reviews as bags of words: which review has which word, and how that is kept small on disk."""

import re
from collections import Counter

import numpy as np

NUM_WORDS = 10000
MOST = 2**16  # columns, of which the gaps fit 16 bits
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

    Raises
    ------
    ValueError
        If there are more than 65536 columns: their gaps would not fit.
    """
    if x.shape[1] > MOST:
        raise ValueError(f"at most {MOST} columns can be packed, got {x.shape[1]}")
    first = np.zeros(x.nnz, bool)
    first[x.indptr[:-1][np.diff(x.indptr) > 0]] = True
    gaps = np.where(first, x.indices, np.diff(x.indices, prepend=0) - 1)
    lengths = np.diff(x.indptr).astype(np.uint16)
    return lengths, np.minimum(gaps, 255).astype(np.uint8), gaps[gaps >= 255].astype(np.uint16)


def unpack(lengths, low, high, num_words):
    """Return the presence matrix, as `presence` makes it, from what `pack` has made of it.

    Raises
    ------
    ValueError
        If it has made no such thing: lengths do not agree, or a column is not below ``num_words``.
    """
    gaps, lengths = low.astype(np.int64), lengths.astype(np.int64)
    if lengths.sum() != len(low) or np.sum(low == 255) != len(high):
        raise ValueError("the lengths of packed rows do not agree with what is packed")
    gaps[low == 255] = high
    # the gaps run on from row to row, so take off what the rows before have added up to
    ends = np.concatenate([[0], np.cumsum(gaps + 1)])
    before = ends[np.cumsum(lengths) - lengths]
    columns = ends[1:] - np.repeat(before, lengths) - 1
    if np.any(columns >= num_words):
        raise ValueError(f"a packed row has the column {columns.max()} of {num_words}")
    return _matrix(columns, lengths, num_words)


def _matrix(columns, lengths, num_words):
    from scipy.sparse import csr_array

    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    ones = np.ones(len(columns), np.float32)
    return csr_array((ones, columns.astype(np.int32), starts), shape=(len(lengths), num_words))
