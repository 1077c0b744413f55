"""The race of SFO and Adam, in the smallest: every case is run and timed alike."""

import pytest

pytest.importorskip("torch")

from adamtext.lab.threads import one_torch_thread
from adamtext.lab.trials import Trial
from tools.measure_sfo import CASES, Watch, measure, time_of_step

TRIAL = Trial("multilayer perceptron", "adam", {"alpha": 1e-3}, passes=1, rows=40, batch_size=4)


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_measured_pass_by_pass(case):
    with one_torch_thread():
        run = measure(case, TRIAL)
    assert run["case"] == case
    assert run["seed"] == TRIAL.seed
    assert len(run["cost"]) == TRIAL.passes + 1
    if case == "L-BFGS":
        assert run["cost"][1] < run["cost"][0]
        return
    assert run["steps"] == run["parts"]
    assert len(run["noisy"]) == TRIAL.passes
    assert 0 < run["accepted"] <= run["steps"]
    for seconds in (run["gradients"], run["own"]):
        assert seconds[0] == 0 < seconds[1]


def test_a_run_can_be_repeated():
    with one_torch_thread():
        first, second = (measure("SFO, dropout", TRIAL)["cost"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("rule", ["adam", "sfo"])
def test_a_step_is_timed(rule):
    with one_torch_thread():
        found = time_of_step(rule, TRIAL, 2)
    assert found["own"] > 0 < found["gradient"]


def test_a_watch_tells_what_is_inside_of_a_function():
    watch = Watch(lambda n: sum(range(n)))
    assert watch(10) == 45
    watch(2_000_000)
    inside, outside = watch.read()
    assert inside > 0
    sum(range(2_000_000))
    assert watch.read()[1] > outside
