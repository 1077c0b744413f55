"""When one rule beats another: end values, intervals, and the words for them."""

import math

import numpy as np
import pytest

from adamtext.lab import judging
from adamtext.lab.judging import (
    Comparison,
    best,
    compare,
    curve,
    end,
    far_ahead,
    last_passes,
    lead,
    passes_to,
)


def run(costs, seed=1, outcome="finished", **changes):
    """Return a result whose costs after each pass are these."""
    trial = {"seed": seed, "passes": len(costs), "points": 1}
    result = {"trial": trial, "cost": [9.0, *costs], "noisy": [2 * cost for cost in costs]}
    return result | {"outcome": outcome} | changes


def runs(*ends):
    """Return one run a seed, whose costs stay where they are."""
    return [run([value] * 4, seed) for seed, value in enumerate(ends, start=1)]


def test_the_end_value_is_a_geometric_mean_over_the_last_tenth():
    costs = np.geomspace(1, 1e-3, 45)
    assert end(run(costs)) == pytest.approx(math.prod(costs[-5:]) ** 0.2)
    assert end(run(costs), "noisy") == pytest.approx(2 * end(run(costs)))
    assert end(run(costs), passes=20) == pytest.approx(math.sqrt(costs[18] * costs[19]))
    assert end(run([3.0, 2.0, 1.0])) == pytest.approx(1.0)


def test_one_point_decides_little():
    calm, lucky = [1.0] * 50, [1.0] * 49 + [0.1]
    assert end(run(lucky)) > 0.6 * end(run(calm))


@pytest.mark.parametrize(("passes", "last"), [(1, 1), (3, 1), (10, 1), (11, 2), (45, 5), (200, 20)])
def test_how_many_passes_are_the_last(passes, last):
    assert last_passes(passes) == last


def test_a_run_that_did_not_finish_is_never_the_best():
    failed = {"trial": {"seed": 1}, "outcome": "failed"}
    group = [run([2.0]), run([1.0]), run([0.1], outcome="diverged"), failed]
    assert [end(one) for one in group] == [2.0, 1.0, math.inf, math.inf]
    assert best(group) is group[1]


def test_several_points_a_pass_are_averaged():
    result = run([1.0, 2.0]) | {"noisy": [1.0, 3.0, 5.0, 7.0]}
    result["trial"]["points"] = 2
    np.testing.assert_array_equal(curve(result, "noisy"), [2.0, 6.0])
    np.testing.assert_array_equal(curve(result, "cost"), [1.0, 2.0])


def test_the_interval_is_students_of_the_paired_logarithms():
    found = compare(runs(1.0, 2.0, 4.0), runs(2.0, 4.0, 8.2))
    logs = np.log([0.5, 0.5, 4 / 8.2])
    half = 4.302653 * logs.std(ddof=1) / math.sqrt(3)  # of a table of Student's t
    assert found.ratio == pytest.approx(math.exp(logs.mean()))
    assert found.low == pytest.approx(math.exp(logs.mean() - half), rel=1e-6)
    assert found.high == pytest.approx(math.exp(logs.mean() + half), rel=1e-6)
    assert found.pairs == 3
    assert (found.beats, found.beaten, found.keeps_up) == (True, False, True)


def test_pairs_are_of_one_seed_in_whatever_order():
    first = runs(1.0, 2.0, 4.0)
    assert compare(first, runs(2.0, 4.0, 8.0)[::-1]).low == pytest.approx(0.5)


def test_seeds_that_disagree_leave_it_undecided():
    found = compare(runs(0.5, 2.0, 0.6), runs(1.0, 1.0, 1.0))
    assert (found.beats, found.beaten, found.keeps_up) == (False, False, False)


def test_one_lucky_seed_of_five_decides_nothing():
    assert not compare(runs(1, 1, 1, 1, 0.2), runs(1, 1, 1, 1, 1)).beats
    assert compare(runs(0.9, 0.91, 0.89, 0.9, 0.9), runs(1, 1, 1, 1, 1)).beats


def test_five_percent_are_called_equal():
    found = compare(runs(1.03, 1.031, 1.029), runs(1, 1, 1))
    assert (found.beats, found.beaten, found.keeps_up) == (False, True, True)
    assert not compare(runs(1.06, 1.061, 1.059), runs(1, 1, 1)).keeps_up


def test_a_run_that_diverged_leaves_no_verdict():
    gone = [*runs(1.0, 1.0), run([1.0], 3, "diverged")]
    found = compare(gone, runs(2.0, 2.0, 2.0))
    assert math.isnan(found.ratio)
    assert (found.beats, found.beaten, found.keeps_up) == (False, False, False)


def test_a_cost_of_zero_is_the_best_and_leaves_no_verdict():
    gone = [*runs(1.0, 1.0), run([0.0] * 3, 3)]
    assert best(gone) is gone[2]
    assert math.isnan(compare(gone, runs(2.0, 2.0, 2.0)).ratio)


@pytest.mark.parametrize("second", [runs(1.0, 1.0, 1.0), [run([1.0], 7), run([1.0], 8)], []])
def test_seeds_must_be_the_same(second):
    with pytest.raises(ValueError, match=r"must have the same seeds, at least two, got \[1, 2\]"):
        compare(runs(1.0, 1.0), second)
    with pytest.raises(ValueError, match="at least two"):
        compare(runs(1.0), runs(1.0))


def test_the_words():
    assert Comparison(1.0213, 1.0101, 1.0327, 5).words == "+2.1 % (+1.0 to +3.3 %)"
    assert Comparison(0.31, 0.25, 0.4, 3).words == "0.31 times (0.25 to 0.4)"


def test_far_ahead_is_half_of_the_passes_for_the_others_end():
    slow = [run(np.linspace(10, 1, 10), seed) for seed in (1, 2)]
    fast = [run([5.0, 1.9, *[0.9] * 8], 1), run([5.0, 4.0, 3.0, 2.0, 0.9, *[0.9] * 5], 2)]
    assert passes_to(fast[0], 1.0) == 3
    assert passes_to(fast[0], 0.1) == math.inf
    assert lead(fast, slow) == [0.3, 0.5]
    assert far_ahead(fast, slow)
    assert not far_ahead(slow, fast)
    fast[1]["cost"][5] = 1.1
    assert not far_ahead(fast, slow)


def test_the_thresholds_are_the_ones_that_the_module_states():
    assert f"below {judging.CLOSE}:" in judging.__doc__
    assert (judging.TENTH, judging.FAR) == (10, 0.5)
