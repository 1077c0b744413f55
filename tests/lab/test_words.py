"""Text as numbers: its tokens, its pairs, its quarters, and its other names."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adamtext.lab import embedded, words

VOCABULARY = st.lists(st.integers(0, 6), min_size=2, max_size=60)


def test_the_text_is_pythons():
    text = words.text()
    assert len(text) == 465_126
    assert text.startswith('The "assert" statement\n****')
    found = words.tokens(text)
    assert len(found) == 79_422
    assert found[:5] == ["the", "assert", "statement", "assert", "statements"]


def test_the_embedded_text_is_what_it_was():
    assert embedded.states("topics") == {words.FILE: "present"}
    licence = (embedded.DATA / "LICENSE-PYTHON.txt").read_text()
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in licence
    assert "ZERO-CLAUSE BSD LICENSE FOR CODE IN THE PYTHON DOCUMENTATION" in licence


def test_the_words_are_the_most_frequent():
    ids, names = words.read(800)
    counts = np.bincount(ids, minlength=800)
    assert len(names) == len(set(names)) == 800
    assert (np.diff(counts) <= 0).all()
    assert names[:4] == ("<other>", ".", "the", ",")
    assert [int(counts[names.index(word)]) for word in ("<other>", "the", "list")] == [
        7013,
        4585,
        263,
    ]
    found = words.tokens(words.text())
    known = set(names)
    assert [names[k] for k in ids[:2000]] == [
        word if word in known else words.OTHER for word in found[:2000]
    ]
    with pytest.raises(ValueError, match="read-only"):
        ids[0] = 0


def test_all_words_and_too_many():
    every = len(set(words.tokens(words.text())))
    assert len(words.read(every).words) == every == 3124
    for size in (1, every + 1):
        with pytest.raises(ValueError, match=rf"size must be from 2 to 3124, got {size}"):
            words.read(size)


@settings(deadline=None)  # a busy machine is no fault
@given(VOCABULARY)
def test_pairs_are_counted_one_by_one(ids):
    ids = np.array(ids)
    expected = np.zeros((7, 7))
    for before, after in pairwise(ids):
        expected[before, after] += 1
    np.testing.assert_array_equal(words.pairs(ids[:-1], ids[1:], 7), expected)


def test_windows_follow_one_another():
    cut, ids = words.windows(), words.read(800).ids
    assert cut.x.shape == cut.y.shape == cut.quarter.shape == (2481, 32)
    np.testing.assert_array_equal(cut.x.reshape(-1), ids[: 2481 * 32])
    np.testing.assert_array_equal(cut.y[:, :-1], cut.x[:, 1:])
    np.testing.assert_array_equal(cut.y[:-1, -1], cut.x[1:, 0])
    quarter = words.quarters(np.bincount(ids))
    np.testing.assert_array_equal(cut.quarter, quarter[cut.y])
    even = words.windows(even=True)
    np.testing.assert_array_equal(even.quarter, cut.quarter)
    np.testing.assert_array_equal(even.y[:, :-1], even.x[:, 1:])
    assert (even.x != cut.x).any()


def test_a_quarter_is_a_quarter_of_the_text():
    counts = np.bincount(words.read(800).ids)
    quarter = words.quarters(counts)
    assert (np.diff(quarter) >= 0).all()  # the words are sorted
    assert np.bincount(quarter).tolist() == [4, 16, 103, 677]
    shares = np.bincount(quarter, counts) / counts.sum()
    assert (abs(shares - 0.25) < 0.02).all()
    order = np.random.default_rng(0).permutation(800)
    moved = words.quarters(counts[order])
    assert (moved == quarter[order]).mean() > 0.99  # but for words of equal counts


def test_equal_counts_fill_the_quarters_in_order():
    assert words.quarters(np.full(8, 5)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_evened_words_are_about_equally_frequent():
    ids = words.read(800).ids
    even = words.evened(ids, 800, seed=1412)
    counts = np.bincount(even, minlength=800)
    assert len(counts) == 800
    assert 70 < counts.min() < counts.max() < 150
    assert np.bincount(ids).max() / np.bincount(ids).min() > 500
    np.testing.assert_array_equal(even, words.evened(ids, 800, seed=1412))
    assert (even != words.evened(ids, 800, seed=1)).any()


def test_evened_words_are_parts_of_a_word_or_words_together():
    ids = words.read(800).ids
    even = words.evened(ids, 800, seed=1412)
    pairs = np.unique(np.stack([ids, even]), axis=1)
    old, new = (np.bincount(each) for each in pairs)
    split, joined = old[pairs[0]] > 1, new[pairs[1]] > 1
    assert not (split & joined).any()
    assert split.any()
    assert joined.any()
