"""Trials: what defines them, what they refuse, and that they do the same twice."""

import json
import math
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import threadpoolctl

from adamtext.lab import threads, trials
from adamtext.lab import where as where_module
from adamtext.lab.kept import path_of
from adamtext.lab.problems import Problem
from adamtext.lab.rules import RULES, adam_uncorrected, in_blocks, make_rule
from adamtext.lab.trials import Clock, Trial, learn, run_trial
from adamtext.lab.where import where
from adamtext.lab.workers import LocalWorkers

DIGITS = "logistic regression, MNIST"


def digits(rule="adam", hyper=None, **changes):
    fields = {"passes": 1, "rows": 256} | changes
    return Trial(DIGITS, rule, {"alpha": 0.01} if hyper is None else hyper, **fields)


def curves(result):
    return {key: value for key, value in result.items() if key not in ("seconds", "where", "date")}


def test_a_trial_survives_json():
    trial = digits("sgd", {"nesterov": True, "momentum": 0.9, "alpha": 0.1}, seed=3, l2=1e-4)
    again = Trial(**json.loads(json.dumps(trial.as_dict())))
    assert again == trial
    assert hash(again) == hash(trial)
    assert again.hyper == (("alpha", 0.1), ("momentum", 0.9), ("nesterov", True))
    pairs = Trial(**(trial.as_dict() | {"hyper": tuple(reversed(trial.hyper))}))
    assert pairs == trial
    assert trial != digits(
        "sgd", {"nesterov": True, "momentum": 0.9, "alpha": 0.1}, seed=4, l2=1e-4
    )


def test_the_name_of_a_result_is_that_of_results_long_stored():
    # sweeps of many hours are stored under such names: whoever changes a field loses them
    fields = {"data": "full", "rows": 60_000, "batch_size": 100}
    trial = Trial("autoencoder", "adam", {"beta1": 0.9, "alpha": 0.001}, passes=10, **fields)
    assert path_of(trial, "").name == "adam-79df8922ea203df8.json"


BAD = {
    "problem": ("chess", "problem is 'chess', must be one of: logistic regression, MNIST, "),
    "rule": ("lion", "rule is 'lion', must be one of: sgd, adagrad, "),
    "data": ("medium", "data is 'medium', must be one of: small, full"),
    "passes": (0, "passes must be a whole number >= 1, got 0"),
    "seed": (-1, "seed must be a whole number >= 0, got -1"),
    "rows": (20_001, "rows must be a whole number from 1 to 20000, got 20001"),
    "batch_size": (257, "batch_size must be a whole number from 1 to 256, got 257"),
    "points": (0, "points must be a whole number >= 1, got 0"),
    "l2": (-1e-4, "l2 must be finite and >= 0, got -0.0001"),
    "dropout": (1, r"dropout must be in [0, 1), got 1"),
    "input_dropout": (-0.1, "input_dropout must be in [0, 1), got -0.1"),
    "whitening": (0.0, "whitening must be finite and > 0, got 0.0"),
    "measured": (257, "measured must be a whole number from 1 to 256, got 257"),
    "measured_noise": (-1, "measured_noise must be a whole number >= 0, got -1"),
    "notes": (("mood",), "notes must be a tuple of root_v_hat, density, got ('mood',)"),
    "decay": (None, "decay must be True or False, got None"),
}
NOT_WHOLE = [2.0, "2", True, np.int64(2)]


@pytest.mark.parametrize("field", BAD)
def test_bad_fields_are_named(field):
    value, message = BAD[field]
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Trial(**(digits().as_dict() | {field: value}))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("field", ["l2", "whitening"])
def test_infinity_is_no_number_of_a_trial(field):
    with pytest.raises(ValueError, match=f"{field} must be finite"):
        digits(**{field: math.inf})


@pytest.mark.parametrize(
    "field", ["passes", "seed", "rows", "batch_size", "points", "measured", "measured_noise"]
)
@pytest.mark.parametrize("value", NOT_WHOLE, ids=repr)
def test_what_is_not_a_whole_number(field, value):
    with pytest.raises(ValueError, match=f"{field} must be a whole number .*, got"):
        digits(**{field: value})


@pytest.mark.parametrize("value", [math.nan, math.inf, "0"])
def test_a_penalty_that_is_none(value):
    with pytest.raises(ValueError, match="l2 must be finite and >= 0, got"):
        digits(l2=value)


@pytest.mark.parametrize(
    ("problem", "option"),
    [
        ("convolutional network", {"l2": 1e-4}),
        ("autoencoder", {"l2": 1e-4}),
        ("autoencoder", {"dropout": 0.5}),
        ("multilayer perceptron", {"input_dropout": 0.2}),
        ("multilayer perceptron", {"whitening": 0.01}),
        ("multilayer perceptron", {"measured_noise": 0}),
    ],
)
def test_an_option_that_the_problem_does_not_have(problem, option):
    ((name, value),) = option.items()
    with pytest.raises(ValueError, match=f"the {problem} has no {name}, got {name}={value}"):
        Trial(problem, "adam", {"alpha": 0.1}, passes=1, **option)


@pytest.mark.parametrize(
    ("rule", "hyper", "decay", "message"),
    [
        ("adam", {"lr": 0.1}, False, "hyper has lr=0.1, but adam knows alpha, beta1, beta2, eps"),
        ("adam", {"alpha": 0.1, "momentum": 0.9}, False, "hyper has momentum=0.9, but adam knows"),
        ("adam", {"beta2": 1.0}, False, r"beta2 must be in \[0, 1\), got 1.0"),
        ("adam", {"alpha": -1}, False, "alpha must be finite and >= 0, got -1"),
        ("adam", {"alpha": -1}, True, "alpha must be finite and >= 0, got -1"),
        ("adam", {"alpha": math.nan}, True, "alpha must be finite and >= 0, got nan"),
        ("adam", {"alpha": 1, "beta1": 2}, True, r"beta1 must be in \[0, 1\), got 2"),
        ("adam", {"alpha": math.sqrt}, False, "alpha in hyper must be a number, got <built-in"),
        ("adam", {"alpha": np.float32(1)}, False, "alpha in hyper must be a number, got np.float"),
        ("sgd", {"alpha": 1, "nesterov": 2}, False, "nesterov must be True or False, got 2"),
        ("sgd", {"momentum": 0.9}, False, "hyper must have alpha, .* sgd has no default"),
        ("adam", {}, True, "hyper must have alpha, .* decay divides it"),
        ("adam", 0.1, False, "hyper must be a dictionary or pairs, got 0.1"),
        ("adam", "alpha", False, "hyper must be a dictionary or pairs, got 'alpha'"),
    ],
)
def test_bad_hyper_parameters_are_named(rule, hyper, decay, message):
    with pytest.raises(ValueError, match=message):
        digits(rule, hyper, decay=decay)


def test_decay_divides_by_the_root_of_t():
    theta, g = np.ones(3), np.ones(3)
    rule = make_rule("sgd", {"alpha": 0.5}, decay=True)
    state = rule.init(theta)
    for t in (1, 2, 3, 4):
        before = theta
        theta, state = rule.step(theta, g, state)
        np.testing.assert_allclose(before - theta, 0.5 / math.sqrt(t))


def test_uncorrected_adam_is_adam_but_for_the_corrections():
    theta, g = np.zeros(2), np.array([3.0, -0.2])
    one, two = adam_uncorrected(0.1), RULES["adam"](0.1)
    first, state = one.step(theta, g, one.init(theta))
    # for the first step, the missing corrections are worth (1 - beta1) / sqrt(1 - beta2)
    ratio = first / two.step(theta, g, two.init(theta))[0]
    np.testing.assert_allclose(ratio, 0.1 / math.sqrt(0.001), rtol=1e-5)
    np.testing.assert_allclose(state.m, 0.1 * g)


def test_the_same_trial_twice_in_other_processes():
    trial = digits(dropout=0.5, decay=True, passes=2, points=2)
    here = run_trial(trial)
    with LocalWorkers(2) as workers:
        there = list(workers.map(run_trial, [trial, trial]))
    assert [curves(result) for result in there] == [curves(here)] * 2
    json.dumps(here)
    assert here["outcome"] == "finished"
    assert len(here["cost"]) == 3
    assert len(here["noisy"]) == 4
    assert here["cost"][-1] < here["cost"][0]
    assert here["trial"] == trial.as_dict()
    assert here["where"]["numpy"] == np.__version__
    assert here["test"].keys() == {"cost", "error"}
    assert 0 < here["test"]["error"] < 0.9
    seconds = here["seconds"]
    assert seconds.keys() == {"gradients", "steps", "costs", "all"}
    assert sum(seconds.values()) - seconds["all"] <= seconds["all"] + 0.02


def test_the_same_network_twice():
    pytest.importorskip("torch")
    trial = Trial("autoencoder", "adam", {"alpha": 0.001}, passes=1, rows=256)
    assert curves(run_trial(trial)) == curves(run_trial(trial))


def test_divergence_is_a_result_that_says_when():
    result = run_trial(digits("sgd", {"alpha": 1e38}, passes=3))
    assert result["outcome"] == "diverged"
    assert result["why"] in ("the cost at t=2 is nan", "the cost at t=2 is inf"), result["why"]
    assert len(result["cost"]) == 1
    json.dumps(result, allow_nan=False)


def test_a_network_that_diverges():
    pytest.importorskip("torch")
    trial = Trial("multilayer perceptron", "sgd", {"alpha": 1e30}, passes=1, rows=256)
    result = run_trial(trial)
    assert result["outcome"] == "diverged"
    assert "t=2 is" in result["why"]


def parabola(costs, steps_per_pass=2):
    """Return a problem whose training cost after each pass is the next of ``costs``."""
    costs = iter(costs)
    return Problem(
        np.ones(2),
        lambda theta, t: (float(t), theta),
        lambda _: next(costs),
        steps_per_pass,
        lambda theta: {"cost": 1.0},
    )


def test_curves_are_written_where_they_should_be():
    trial = digits(passes=2, points=2, hyper={"alpha": 0.5}, notes=("root_v_hat",))
    result = learn(parabola([9, 8, 7], 4), trial, Clock())
    assert result["cost"] == [9, 8, 7]
    assert result["noisy"] == [1.5, 3.5, 5.5, 7.5]
    assert result["test"] == {"cost": 1.0}
    assert [len(noted) for noted in result["notes"]["root_v_hat"].values()] == [2, 2]


def test_it_takes_as_many_steps_as_it_says():
    seen = []
    slopes = {"value_and_grad": lambda theta, t: seen.append(t) or (1.0, theta)}
    learn(parabola([9, 8, 7], 4)._replace(**slopes), digits(passes=2), Clock())
    assert seen == [*range(1, 9)]


def test_gradients_are_noted_as_they_come():
    trial = digits(passes=1, hyper={"alpha": 0.0001}, notes=("density",))
    found = learn(parabola([9, 8], 4), trial, Clock())["notes"]["density"]
    assert found["median"] == pytest.approx([1.0])
    assert found["silent"] == [0.0]


def test_what_was_not_asked_for_is_not_noted():
    assert learn(parabola([9, 8]), digits("adam"), Clock())["notes"] == {}


def test_a_training_cost_that_is_not_finite():
    result = learn(parabola([9, math.nan]), digits("sgd", {"alpha": 0.1}), Clock())
    assert result["outcome"] == "diverged"
    assert result["why"] == "the training cost after t=2 is nan"
    assert result["test"] == {}


def test_the_clock_tells_what_the_time_went_into(monkeypatch):
    now = iter([5.0, 6.0, 8.0, 8.0, 9.0, 15.0])
    monkeypatch.setattr(trials.time, "perf_counter", lambda: next(now))
    clock = Clock()
    with clock("steps"):
        pass
    with clock("costs"):
        pass
    assert clock.read() == {"steps": 2.0, "costs": 1.0, "all": 10.0}


def test_an_unknown_device():
    with pytest.raises(ValueError, match="device is 'tpu', must be one of: cpu, cuda"):
        run_trial(digits(), device="tpu")


@pytest.mark.parametrize("problem", ["multilayer perceptron", "convolutional network"])
def test_a_gpu_learns_as_a_cpu_does(problem):
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("there is no GPU here")
    trial = Trial(problem, "adam", {"alpha": 0.001}, passes=2, rows=512, notes=("root_v_hat",))
    here, there = run_trial(trial), run_trial(trial, device="cuda")
    assert there["where"]["device"].startswith(torch.cuda.get_device_name())
    np.testing.assert_allclose(there["cost"], here["cost"], rtol=0.05)


LIBRARIES = ("numpy", "torch")


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("rule", RULES)
def test_blocks_change_nothing(rule, library):
    array = pytest.importorskip("torch").from_numpy if library == "torch" else np.asarray
    rng = np.random.default_rng(1412)
    numbers = rng.normal(size=(6, 1001)).astype(np.float32)
    whole = make_rule(rule, {"alpha": 0.01})
    parts = in_blocks(whole, size=128)
    theta = other = array(numbers[0].copy())
    states = whole.init(theta), parts.init(other)
    assert len(states[1]) == 8
    for g in numbers[1:]:
        before = np.asarray(other).copy()
        theta, one = whole.step(theta, array(g), states[0])
        new, two = parts.step(other, array(g), states[1])
        np.testing.assert_array_equal(np.asarray(other), before)  # not changed in place
        other, states = new, (one, two)
        np.testing.assert_array_max_ulp(np.asarray(other), np.asarray(theta), maxulp=1)
    assert abs(np.asarray(theta) - numbers[0]).max() > 1e-4


def counts():
    return {pool["num_threads"] for pool in threadpoolctl.threadpool_info()}


def test_a_trial_has_one_thread_and_gives_the_others_back(monkeypatch):
    torch = pytest.importorskip("torch")
    seen = []

    def spy(problem, trial, clock):
        seen.append((torch.get_num_threads(), counts()))
        raise RuntimeError("stop here")

    monkeypatch.setattr(trials, "learn", spy)
    kept = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with threadpoolctl.threadpool_limits(2):
            before = counts()
            with pytest.raises(RuntimeError, match="stop here"):
                run_trial(digits())
            assert (torch.get_num_threads(), counts()) == (2, before)
    finally:
        torch.set_num_threads(kept)
    assert seen == [(1, {1})]


def test_threads_that_share_a_limit_keep_it_until_the_last_is_out():
    state = {"limit": 8}

    def enter():
        before, state["limit"] = state["limit"], 1
        return lambda: state.update(limit=before)

    shared = threads.Shared(enter)
    first, second = shared(), shared()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert state == {"limit": 1}
    second.__exit__(None, None, None)
    assert state == {"limit": 8}


def test_trials_in_threads_of_one_process_are_the_same_trials():
    some = [digits(seed=seed, dropout=0.5) for seed in range(4)]
    with ThreadPoolExecutor(2) as executor:
        together = list(executor.map(run_trial, some))
    assert [curves(result) for result in together] == [curves(run_trial(trial)) for trial in some]


def test_where_tells_the_machine():
    about = where()
    assert about["machine"].endswith(f"{os.cpu_count()} cores")
    assert about["processor"]
    assert all("None" not in name for name in about["blas"])
    assert (about["threads"], about["device"]) == (1, "cpu")
    json.dumps(about)


def test_the_commit_is_that_of_the_package_and_of_nothing_around_it(tmp_path, monkeypatch):
    git = ["git", "-c", "user.name=n", "-c", "user.email=e"]
    folder = tmp_path / "adamtext"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.setattr(where_module.adamtext, "__file__", str(folder / "__init__.py"))
    assert where_module.commit() is None
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    clean = where_module.commit()
    assert len(clean) == 12
    (folder / "__init__.py").write_text("x = 1")
    assert where_module.commit() == f"{clean}-dirty"
