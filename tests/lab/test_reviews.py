"""Bags of words: what counts as a word, and packing that loses nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from adamtext.lab import reviews


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's GOOD.<br /><br />Really!", ["it's", "good", "really"]),
        ("'quoted' ''twice'' rock'n'roll", ["quoted", "twice", "rock'n'roll"]),
        ("7/10, café", ["7", "10", "caf"]),
        ("dogs' ' '", ["dogs"]),
        ("", []),
    ],
)
def test_words(text, words):
    assert reviews.words_of(text) == words


def test_the_most_frequent_words_come_first(monkeypatch):
    monkeypatch.setattr(reviews, "NUM_WORDS", 3)
    assert reviews.vocabulary(["b a c", "c d d"]) == ("c", "d", "a")


def test_there_are_ten_thousand_words():
    texts = [f"w{k:05}" for k in range(10_003)]
    assert reviews.vocabulary(texts) == tuple(texts[:10_000])


def test_presence_does_not_count():
    x = reviews.presence(["a a b", "", "z", "b"], ("b", "a"))
    assert x.toarray().tolist() == [[1, 1], [0, 0], [0, 0], [1, 0]]
    assert x.dtype == np.float32


@given(st.lists(st.sets(st.sampled_from([0, 1, 254, 255, 256, 257, 511, 9999])), min_size=1))
def test_packing_loses_nothing(rows):
    columns = [j for row in rows for j in sorted(row)]
    starts = np.cumsum([0] + [len(row) for row in rows])
    x = csr_array((np.ones(len(columns), np.float32), columns, starts), (len(rows), 10000))
    again = reviews.unpack(*reviews.pack(x), 10000)
    np.testing.assert_array_equal(again.indices, x.indices)
    np.testing.assert_array_equal(again.indptr, x.indptr)


def test_packing_that_would_lose_something_is_refused():
    x = csr_array((np.ones(1, np.float32), [65536], [0, 1]), (1, 65537))
    with pytest.raises(ValueError, match="at most 65536 columns can be packed, got 65537"):
        reviews.pack(x)
    x = csr_array((np.ones(1, np.float32), [65535], [0, 1]), (1, 65536))
    assert reviews.unpack(*reviews.pack(x), 65536).indices.tolist() == [65535]


@pytest.mark.parametrize(
    ("packed", "message"),
    [
        (([2], [1], []), "do not agree"),
        (([1], [255], []), "do not agree"),
        (([1], [1], [300]), "do not agree"),
        (([2, 1], [0, 3, 5], []), "has the column 5 of 5"),
        (([3], [0, 255, 0], [9]), "has the column 11 of 5"),
    ],
)
def test_what_was_not_packed_is_refused(packed, message):
    kinds = np.uint16, np.uint8, np.uint16
    arrays = [np.array(part, kind) for part, kind in zip(packed, kinds, strict=True)]
    with pytest.raises(ValueError, match=message):
        reviews.unpack(*arrays, 5)
