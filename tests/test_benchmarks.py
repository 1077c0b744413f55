"""benchmarks/run.py: how sure it is of its ratios, and that it ends in time."""

import itertools

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("numba")

from benchmarks import run


@pytest.mark.parametrize(
    ("n", "k"), [(6, 0), (8, 0), (9, 1), (11, 1), (12, 2), (20, 5), (100, 39), (3000, 1445)]
)
def test_interval_is_that_of_the_tables(n, k):
    assert run.interval(range(n)) == (k, n - 1 - k)


def test_five_are_too_few():
    assert run.TURNS == 6
    with pytest.raises(ValueError, match="5 values are too few"):
        run.interval(range(5))


def test_interval_holds_the_median_as_often_as_it_says():
    rng = np.random.default_rng(1412)
    for draw, middle in ((rng.exponential, np.log(2)), (rng.standard_cauchy, 0.0)):
        found = [run.interval(draw(size=15).tolist()) for _ in range(2000)]
        assert 0.95 < np.mean([low <= middle <= high for low, high in found]) < 0.99


class Clock:
    """Stands in for ``time``: only the contestants take time."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(run, "time", Clock())
    return run.time


def test_a_comparison_ends_in_time(clock):
    found = run.side_by_side(lambda: clock.sleep(0.03), lambda: clock.sleep(0.1), times=2)
    assert clock.now < run.SECONDS + 0.4
    assert found["turns"] > 50
    expected = {"ours": 0.03, "theirs": 0.2, "ratio": 0.15, "low": 0.15, "high": 0.15}
    assert {key: found[key] for key in expected} == pytest.approx(expected)


def test_a_long_one_takes_six_turns(clock):
    assert run.side_by_side(lambda: clock.sleep(2), lambda: clock.sleep(3))["turns"] == run.TURNS


def test_patience_has_an_end_and_then_nothing_is_sure(clock):
    found = run.side_by_side(lambda: clock.sleep(20), lambda: clock.sleep(1))
    assert found["turns"] == 2
    assert (found["low"], found["high"]) == (0, np.inf)
    assert run.verdict(found, "ratio", 1.0) == "unsure"


def test_contestants_begin_in_turn(clock):
    order = []

    def contestant(name):
        def act():
            order.append(name)
            clock.sleep(1)

        return act

    run.side_by_side(contestant("ours"), contestant("theirs"))
    assert "".join(name[0] for name in order[2:]) == "otto" * 3


def test_what_varies_is_less_sure(clock):
    jitter = itertools.cycle([0.8, 1.2])
    found = run.side_by_side(lambda: clock.sleep(next(jitter)), lambda: clock.sleep(1))
    assert (found["low"], found["high"]) == pytest.approx((0.8, 1.2))


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.5, 0.9, "yes"), (0.9, 1.1, "unsure"), (1.01, 1.2, "NO")]
)
def test_a_target_is_met_missed_or_unsure(low, high, said, capsys):
    def benchmark():
        return {"ours": 1, "theirs": 1, "ratio": 1.0, "low": low, "high": high, "turns": 9}

    assert run.measured("it", benchmark, "ratio", 1.0)["ok"] == said
    assert capsys.readouterr().out.split()[-1] == said
