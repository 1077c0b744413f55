import numpy as np
import pytest

from adamtext.teach.evidence import SEEDS, over_seeds, say

LUCKY = [0.5, 1.2, 1.1, 1.3, 1.2]
RATIOS = [0.5, 0.6, 0.7, 0.8, 0.9]


def test_what_holds_at_every_seed_holds():
    found = over_seeds(RATIOS, below=1)
    assert found.holds
    assert found.hits == 5
    assert str(found) == "0.5 to 0.9, below 1 at 5 of 5 seeds"


def test_what_holds_at_one_seed_only_is_refused():
    found = over_seeds(LUCKY, below=1)
    assert not found.holds
    assert str(found) == "0.5 to 1.3, below 1 at 1 of 5 seeds"


def test_one_seed_is_no_evidence():
    with pytest.raises(ValueError, match=r"at least 5 seeds, got shape \(1,\)"):
        over_seeds(LUCKY[:1], below=1)


def test_a_story_that_survives_without_its_cause_is_refused():
    assert over_seeds(RATIOS, below=1, control=[1.1, 1.2, 1.3, 1.1, 1.2]).holds
    found = over_seeds(RATIOS, below=1, control=LUCKY)
    assert not found.holds
    assert str(found).endswith("; control 0.5 to 1.3, at 1")


def test_what_is_said_must_hold(capsys):
    say("shorter", over_seeds(RATIOS, below=1))
    assert capsys.readouterr().out == "shorter\n    at 5 of 5 seeds\n"
    with pytest.raises(AssertionError, match=r"^shorter: 0\.5 to 1\.3, below 1 at 1 of 5 seeds$"):
        say("shorter", over_seeds(LUCKY, below=1))
    with pytest.raises(AssertionError, match=r"control 0\.5 to 1\.3, at 1$"):
        say("shorter", over_seeds(RATIOS, below=1, control=LUCKY))


def test_limits_are_not_met_at_the_limit():
    assert not over_seeds([1.0] * 5, below=1).holds
    assert not over_seeds([1.0] * 5, above=1).holds
    assert over_seeds([1.0] * 5, above=0.9, below=1.1).holds


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"above": 0.25}, "above 0.25"),
        ({"below": 2}, "below 2"),
        ({"above": 0, "below": 2}, "between 0 and 2"),
    ],
)
def test_the_line_names_the_limits(limits, words):
    assert f", {words} at 5 of 5 seeds" in str(over_seeds(RATIOS, **limits))


def test_arrays_are_values():
    assert over_seeds(np.asarray(RATIOS), below=1) == over_seeds(RATIOS, below=1)


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([], {"below": 1}, r"values .* at least 5 seeds, got shape \(0,\)"),
        (1.0, {"below": 1}, r"values .* got shape \(\)"),
        (np.ones((5, 2)), {"below": 1}, r"values .* got shape \(5, 2\)"),
        ([1, 1, 1, 1, np.nan], {"below": 2}, "values must be finite, got"),
        (RATIOS, {}, "above < below must bound the values, got -inf and inf"),
        (RATIOS, {"above": 2, "below": 1}, "above < below must bound the values, got 2 and 1"),
        (RATIOS, {"below": 1, "control": RATIOS * 2}, "control must have one number a seed, 5"),
        (RATIOS, {"below": 1, "control": [1.0]}, r"control .* got shape \(1,\)"),
    ],
)
def test_bad_input(values, options, message):
    with pytest.raises(ValueError, match=message):
        over_seeds(values, **options)


def test_the_seeds_are_enough():
    assert len(set(SEEDS)) == len(SEEDS) == 5
