"""What a result and a record of a figure must hold, and what neither may."""

import pytest

from adamtext.lab.fields import fits, is_figure, is_result

ONE = {"trial": {"seed": 0}, "cost": [2.3, 2]}
RESULT = {
    "trial": {}, "outcome": "finished", "why": "", "noisy": [], "cost": [1.9],
    "seconds": {"all": 0.5}, "where": {}, "protocol": 2,
}  # fmt: skip
ALL = RESULT | {"date": "", "test": {}, "notes": {}, "parts": {}, "sha256": ""}


def figure(*results, **more):
    """A record of a figure with the ``results`` of one rule."""
    return {"tuning": {}, "results": {"Adam": list(results)}} | more


def test_a_result_has_all_that_it_must_and_may_have_all_that_is_known():
    assert is_result(RESULT)
    assert is_result(ALL)
    assert not is_result(ALL | {"more": 1})
    for name in RESULT:
        assert not is_result({key: x for key, x in ALL.items() if key != name}), name


@pytest.mark.parametrize(
    "content",
    [
        figure(),
        figure(ONE, ONE),
        figure(ONE | {"where": 0}),
        figure(ONE | {"where": 1}, where=[{}, {}], missing=3, shared={}),
    ],
)
def test_figures(content):
    assert is_figure(content)


@pytest.mark.parametrize(
    "content",
    [
        {"results": {}},
        {"tuning": {}},
        figure(shared=[]),
        figure(where={}),
        figure(missing=1.0),
        figure(missing=True),
        figure() | {"tuning": {"Adam": {}}},
        figure("a trial", ONE),
        figure(ONE, ONE | {"cost": "1.9"}),
        figure(ONE, {"cost": [1.9]}),
        figure(ONE | {"where": 1}),
        figure(ONE | {"where": 2}, where=[{}, {}]),
    ],
    ids=str,
)
def test_no_figures(content):
    assert is_figure(content) is False


@pytest.mark.parametrize("name", ["noisy", "cost"])
def test_costs_are_numbers(name):
    assert fits({name: [1, 0.5, float("nan")]})
    for wrong in (True, None, "1", [1.0]):
        assert not fits({name: [1.0, wrong]})
