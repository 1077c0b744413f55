"""tools/lighthouse.py: which pages keep what the book promises, and which do not."""

import pytest

from tools import lighthouse

GOOD = {**lighthouse.SCORES, "shift": 0.0, "kilobytes": 300, "paint": 1.0, "blocked": 10}


def test_a_page_that_keeps_the_promise_passes():
    assert lighthouse.kept(GOOD)
    assert not lighthouse.line("a page", GOOD).endswith("!")


@pytest.mark.parametrize(
    "broken", [{"performance": 94}, {"accessibility": 99}, {"shift": 0.02}, {"kilobytes": 401}]
)
def test_a_page_that_breaks_the_promise_is_told(broken):
    assert not lighthouse.kept(GOOD | broken)
    assert lighthouse.line("a page", GOOD | broken).endswith("!")


def test_the_middle_of_three_runs_counts():
    runs = [GOOD | {"shift": shift} for shift in (0.0, 0.5, 0.005)]
    assert lighthouse.kept(lighthouse.median(runs))


def test_an_audit_that_fails_is_named():
    audits = {
        name: {"numericValue": 0, "score": 1, "scoreDisplayMode": "binary"}
        for name in (
            "cumulative-layout-shift",
            "total-byte-weight",
            "largest-contentful-paint",
            "total-blocking-time",
        )
    }
    audits["image-alt"] = {"score": 0, "scoreDisplayMode": "binary"}
    categories = {name: {"score": 0.5, "auditRefs": []} for name in lighthouse.SCORES}
    categories["accessibility"]["auditRefs"] = [{"id": "image-alt", "weight": 10}]
    found, failed = lighthouse.numbers({"categories": categories, "audits": audits})
    assert failed == ["image-alt"]
    assert found["accessibility"] == 50
