"""The contract of Adam: it lets the right ones through, and names what is wrong with the others."""

import functools
import math
import subprocess
import sys

import numpy as np
import pytest

import adamtext
from adamtext import Optimizer, adam, adam_efficient, adam_factored, adamw
from adamtext.teach.contract import (
    check,
    examine,
    hyperparameters_of,
    not_examined,
    observed,
    other_ways,
)
from adamtext.teach.examine.candidates import DEFAULTS
from adamtext.teach.examine.diagnosis import diagnose
from adamtext.teach.examine.subject import Subject
from adamtext.teach.examine.work import CannotBeExamined, PairAtWork
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.relatives import RELATIVES
from adamtext.teach.report import Finding, Report

HYPERPARAMETERS = {"alpha": 0.05, "beta1": 0.7, "beta2": 0.98, "eps": 1e-5}


def failed(report):
    """Names of the required tests that were failed."""
    return {f.name for f in report.findings if f.required and not f.passed}


def found(report, name):
    """One finding."""
    (finding,) = (f for f in report.findings if f.name == name)
    return finding


def efficient(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Do as §2 ends, with an eps_hat made for eps."""
    return adam_efficient(alpha, beta1, beta2, lambda t: eps * math.sqrt(1 - beta2**t))


def changed(step):
    """Adam with something done by the function ``step(adam's, theta, g, state)``."""

    def rule(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        right = adam(alpha, beta1, beta2, eps)
        return Optimizer(right.init, lambda *args: step(right.step, *args))

    return rule


# What is Adam


@pytest.mark.parametrize("rule", [adam, adam_factored, efficient])
def test_adam_in_all_its_forms(rule):
    report = check(rule)
    assert report.ok
    assert report.rule == "Adam"
    assert report.likely is None
    assert all(f.passed for f in report.findings)


@pytest.mark.parametrize("rule", [adam, adam_factored, efficient])
def test_an_optimizer_at_the_defaults(rule):
    report = check(rule())
    assert report.ok
    assert report.rule == "Adam"
    assert "assumed" in report.hyperparameters


@pytest.mark.parametrize("alpha", [1e-5, 0.01, 3.0])
@pytest.mark.parametrize("rule", [adam, adamw])
def test_an_alpha_is_estimated_and_said(rule, alpha):
    report = check(rule(alpha))
    assert report.ok
    assert f"alpha={alpha:g} (estimated)" in report.hyperparameters


def test_hyperparameters_of_a_finished_one_are_estimated_and_said():
    report = check(adam(**HYPERPARAMETERS))
    assert report.ok
    for name, value in HYPERPARAMETERS.items():
        assert f"{name}={value:g} (estimated)" in report.hyperparameters
    report = check(adam(**HYPERPARAMETERS), **HYPERPARAMETERS)
    assert report.ok
    assert "eps=1e-05 (told)" in report.hyperparameters
    report = check(adam(0.3, beta1=0.5), beta1=0.5)
    assert "beta1=0.5 (told), alpha=0.3 (estimated)" in report.hyperparameters
    assert "beta2=0.999 (assumed, and it fits)" in report.hyperparameters
    report = check(adam(0.3, beta1=0.5), alpha=0.1)
    assert not report.ok
    assert "with alpha=0.3, beta1=0.5" in str(report)


def test_steps_of_what_has_an_eps_of_its_own_are_told_in_the_alpha_that_was_chosen():
    def rule(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        return adamtext.amsgrad(alpha, beta1, beta2, 1.1 * eps)

    report = check(rule)
    assert report.rule == "AMSGrad"
    assert found(report, "first step").got == "1, -1 alpha for gradients of sign +, -"


def test_what_is_given_and_not_taken_is_an_error():
    with pytest.raises(TypeError, match="takes alpha, and no eps: leave that out"):
        check(lambda lr=1e-3: adam(lr, eps=1e-6), eps=1e-6)
    report = check(lambda lr=1e-3: adam(lr, eps=1e-6))
    assert report.ok
    assert "eps=1e-06 (estimated)" in report.hyperparameters


@pytest.mark.parametrize(
    "chosen",
    [
        {"eps": 1},
        {"beta1": 0},
        {"beta2": 0},
        {"beta1": 0.99, "beta2": 0.9},
        {"beta2": 0.999999},
        {"alpha": 20},
        {"alpha": 1e-9},
    ],
    ids=str,
)
@pytest.mark.parametrize("rule", [adam, adamw])
def test_adam_wherever_it_is_defined(rule, chosen):
    for report in (check(rule, **chosen), check(rule(**chosen), **chosen)):
        assert report.ok, report


def test_without_eps():
    assert check(adam, eps=0).ok
    assert check(adam(eps=0), eps=0).ok
    assert check(adam(eps=0)).likely == "no_eps"  # which it is, for all that one can see


@pytest.mark.parametrize("decay", [1e-4, 1e-2, 0.5])
def test_adamw_is_recognised(decay):
    rule = functools.partial(adamw, weight_decay=decay)
    for report in (check(rule), check(rule())):
        assert report.ok
        assert report.rule == f"AdamW with weight_decay={decay:g}"
    assert check(functools.partial(adamw, weight_decay=0)).rule == "Adam"


def test_names_of_hyperparameters_are_understood():
    assert check(lambda lr=1e-3, **h: adam(lr, **h)).ok
    assert check(lambda learning_rate, eps: adam(learning_rate, eps=eps)).ok
    report = check(lambda: adam(0.02))
    assert report.ok
    assert "alpha=0.02 (estimated)" in report.hyperparameters


def test_any_pair_of_functions_is_an_optimizer():
    class Mine:
        def init(self, theta):
            return adam().init(theta)

        def step(self, theta, g, state):
            return adam().step(theta, g, state)

    assert check(Mine()).ok
    assert check(Mine).ok


def test_float32_is_judged_by_its_precision_and_noted():
    def step(right, theta, g, state):
        return right(theta.astype("float32"), g, state)

    report = check(changed(step))
    assert report.ok
    assert "float64 became float32" in str(report)

    @changed
    def wrong(right, theta, g, state):
        return MISTAKES["no_correction"].rule().step(theta.astype("float32"), g, state)

    assert check(wrong()).likely == "no_correction"


def test_numpy_that_widens_is_noted_with_a_remedy():
    @changed
    def widens(right, theta, g, state):
        new, state = right(theta.astype(float), g.astype(float), state)
        return new, state

    report = check(widens)
    assert report.ok
    assert "write math.sqrt, or float(...)" in " ".join(str(report).split())


# What is not

# Step for step Adam's, or AdamW's, with other hyper-parameters.
ALIAS = {"beta1_for_v", "beta1_for_both", "m_without_weight", "v_without_weight", "g_for_m"}
ALIAS |= {"decay_without_alpha", "decay_after_step", "sums_for_averages", "state_forgotten"}
SAME = {"correction_without_power": "t_stuck"}


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_is_named(name):
    report = check(MISTAKES[name].rule)
    assert not report.ok
    assert (report.likely, report.rule) == (name, name)
    alone = name in ("decay_after_step", "gradient_values_clipped")
    assert len(failed(report)) >= 2 - alone  # not by comparison alone
    assert f"{name}: {MISTAKES[name].symptom[:20]}" in str(report)


#: What a finished AdamW with another weight decay does as well.
OF_ADAMW = ("decay_without_alpha", "decay_after_step", "decay_twice")


@pytest.mark.parametrize("name", [k for k in MISTAKES if k != "shared_t"])
def test_every_mistake_is_named_at_other_hyperparameters(name):
    assert check(MISTAKES[name].rule(**HYPERPARAMETERS), **HYPERPARAMETERS).likely in (
        name,
        *((SAME[name],) if name in SAME else ()),
        *((None,) if name in OF_ADAMW else ()),
    )


@pytest.mark.parametrize("name", ["no_correction", "t_from_zero", "shared_t", "corrected_twice",
    "eps_inside_root", "no_eps", "v_from_m", "betas_swapped", "state_aliased", "wrong_sign",
    "l2_for_decoupled", "updates_clipped", "weights_clipped"])  # fmt: skip
def test_mistakes_are_named_without_their_hyperparameters(name):
    for optimizer in (MISTAKES[name].rule(), MISTAKES[name].rule(alpha=0.02)):
        assert check(optimizer).likely == name


@pytest.mark.parametrize("name", sorted(ALIAS - {"state_forgotten"}))
def test_what_is_adam_with_other_hyperparameters_is_called_so(name):
    report = check(MISTAKES[name].rule(alpha=0.02))
    assert report.ok
    assert "(estimated)" in report.hyperparameters


@pytest.mark.parametrize("decay", [0.1, 1e-4])
def test_l2_of_another_size(decay):
    rule = functools.partial(MISTAKES["l2_for_decoupled"].rule, weight_decay=decay)
    report = check(rule)
    assert report.likely == "l2_for_decoupled"
    assert f"weight decay of {decay:g}" in str(report)


def test_what_steps_cannot_tell_is_said():
    rules = [MISTAKES[name].rule for name in ("t_stuck", "correction_without_power")]
    for rule in rules:
        got = found(check(rule), "trajectory").got
        assert "t_stuck" in got
        assert "correction_without_power" in got


def test_a_counter_that_ran_before_is_found_all_the_same():
    optimizer = MISTAKES["shared_t"].rule()
    theta = np.zeros(1)
    for _ in range(7):
        optimizer.step(theta, theta, optimizer.init(theta))
    assert check(optimizer).likely == "shared_t"


@pytest.mark.parametrize("name", RELATIVES)
def test_relatives_are_named_but_are_no_mistakes(name):
    report = check(RELATIVES[name])
    assert not report.ok
    assert report.likely is None
    assert report.rule == name
    assert f"this is not Adam; it behaves like {name}" in str(report)


def test_relatives_as_optimizers():
    assert check(adamtext.adamax()).rule == "AdaMax"
    assert check(adamtext.rmsprop(0.1)).rule == "RMSProp"
    assert check(adamtext.sgd(0.3)).rule == "SGD"


def test_an_eps_hat_that_is_constant():
    assert check(adam_efficient).likely == "eps_hat_for_eps"


def test_nothing_that_we_know():
    @changed
    def half(right, theta, g, state):
        new, state = right(theta, g, state)
        return theta + (new - theta) / (1 + 0.1 * abs(g)), state

    report = check(half)
    assert not report.ok
    assert (report.rule, report.likely) == (None, None)
    assert "nor anything else that we know" in str(report)


def test_nan_has_no_name_that_it_has_not_earned():
    @changed
    def nan(right, theta, g, state):
        return theta * np.nan, state

    report = check(nan)
    assert not report.ok
    assert report.likely != "shared_t"


def test_other_defaults_are_noted():
    report = check(
        lambda alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-7: adam(alpha, beta1, beta2, eps)
    )
    assert report.ok
    assert found(report, "defaults").got == "eps=1e-07"
    report = check(lambda alpha, beta1, beta2, eps: adam(alpha, beta1, beta2, eps))
    assert report.ok
    assert not found(report, "defaults").passed


def test_a_hyperparameter_that_is_not_used_is_named():
    report = check(lambda alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8: adam(alpha, beta1))
    assert not report.ok
    assert report.mistakes == ("ignores_betas", "ignores_eps")
    assert "it takes beta2, eps, without any effect" in str(report)


def test_steps_that_are_adams_times_something_are_said():
    @changed
    def warm(right, theta, g, state):
        new, after = right(theta, g, state)
        return theta + (new - theta) * min(1, after.t / 100), after

    assert check(warm).likely == "warmup_inside"

    @changed
    def late(right, theta, g, state):
        new, after = right(theta, g, state)
        return theta + (new - theta) * (0.1 if after.t > 700 else 1), after

    assert check(late).likely == "changes_after_700"


# Each test finds what it is for, in an optimiser that makes all other steps rightly


def test_a_changed_gradient():
    @changed
    def clips(right, theta, g, state):
        result = right(theta, g, state)
        g *= 0
        return result

    report = check(clips)
    assert failed(report) == {"gradient kept"}
    assert "1, -2, 3 became 0, 0, 0" in str(report)


def test_in_place_is_noted_and_not_failed():
    @changed
    def in_place(right, theta, g, state):
        new, new_state = right(theta, g, state)
        theta[...], state.m[...], state.v[...] = new, new_state.m, new_state.v
        return theta, state._replace(t=new_state.t)

    report = check(in_place)
    assert report.ok
    assert found(report, "in place").got == "it changes theta and the state in place"


def test_a_shape_that_is_lost():
    @changed
    def ravels(right, theta, g, state):
        new, state = right(theta, g, state)
        return (new.ravel() if new.ndim > 1 else new), state

    report = check(ravels)
    assert not report.ok
    assert "weights of shape (5, 3) came back as (15,)" in str(report)


def test_state_shared_by_all_that_are_made():
    averages = {}

    def rule(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        right = adam(alpha, beta1, beta2, eps)

        def init(theta):
            averages["state"] = right.init(theta)

        def step(theta, g, state):
            theta, averages["state"] = right.step(theta, g, averages["state"])
            return theta, None

        return Optimizer(init, step)

    report = check(rule)
    assert not report.ok
    assert failed(report) >= {"optimisers"}


def test_lazy_averages_that_sleep_while_the_gradient_is_zero():
    @changed
    def lazy(right, theta, g, state):
        new, after = right(theta, g, state)
        awake = g != 0
        kept = (np.where(awake, x, y) for x, y in zip(after[1:], state[1:], strict=True))
        return np.where(awake, new, theta), type(state)(after.t, *kept)

    assert check(lazy).likely == "lazy_steps"
    assert failed(check(lazy)) == {"trajectory", "sparse gradient"}


# What raises, and what cannot be checked


def test_what_raises_could_not_be_examined():
    @changed
    def raises(right, theta, g, state):
        raise RuntimeError("no such luck")

    report = check(raises)
    assert not report.ok
    assert not report.examined
    assert report.exit_code == 2
    assert "could not be examined" in report.verdict
    assert "RuntimeError: no such luck" in str(report)
    line = raises.__code__.co_firstlineno
    assert "test_contract.py, line" in report.line
    assert line  # of the decorator
    assert "def my_adam(" in report.remedy


def test_a_t_from_zero_that_raises():
    @changed
    def divides(right, theta, g, state):
        alpha = 1e-3 * math.sqrt(1 - 0.999**state.t) / (1 - 0.9**state.t)
        return theta - alpha, state

    report = check(divides)
    assert report.likely == "t_from_zero"
    assert report.exit_code == 1


@pytest.mark.parametrize(
    "what",
    [None, 3, "adam", adamtext.run, np.zeros, print, len, dict, Optimizer, lambda: 3, lambda x: x],
)
def test_no_optimizer(what):
    report = check(what)
    assert not report.examined
    assert report.remedy


def test_wrong_hyperparameters():
    with pytest.raises(TypeError, match="must be one of alpha, beta1, beta2, eps; got 'lr'"):
        check(adam, lr=1)
    for wrong in (-1, math.nan, lambda t: 1 / t):
        with pytest.raises(ValueError, match="alpha must be finite"):
            check(adam, alpha=wrong)
    with pytest.raises(ValueError, match="alpha must be > 0"):
        check(adam, alpha=0)


def as_subject(rule):
    return lambda thetas, values: PairAtWork(rule, thetas)


def test_what_would_be_adam_if_it_were_called_otherwise_is_said():
    wrong, right = as_subject(MISTAKES["no_correction"].rule()), as_subject(adam())
    others = ("a function: of g, w", wrong), ("a function: of w, g", right)
    subject = Subject("mine", "a function", wrong, others=others)
    said = ["these would be the steps of Adam where of w, g"]
    assert other_ways(subject, [DEFAULTS]) == said
    assert other_ways(subject._replace(others=others[:1]), [DEFAULTS]) == []
    assert said[0] in examine(subject, DEFAULTS).notes
    assert not examine(subject._replace(start=right), DEFAULTS).notes


def test_a_finished_adamw_is_looked_at_with_its_decay():
    for rule, decay in ((adamw(0.5), 0.5 * 0.01), (adam(0.5), 0), (adamtext.sgd(0.5), 0)):
        subject, setting = Subject("mine", "a pair", as_subject(rule)), DEFAULTS | {"alpha": 0.5}
        found = diagnose(subject, observed(subject, [setting]))
        assert hyperparameters_of(found, setting) == (setting, decay)


def test_what_cannot_be_set_to_work_says_why_where_and_what_to_do():
    error = CannotBeExamined("no steps", "write steps", "mine.py, line 3")
    report = not_examined("mine", error)
    assert (report.subject, report.examined, report.exit_code) == ("mine", False, 2)
    assert (report.notes, report.remedy, report.line) == (
        ("no steps",), "write steps", "mine.py, line 3",
    )  # fmt: skip
    error.division = True
    report = not_examined("mine", error)
    assert (report.likely, report.rule, report.exit_code) == ("t_from_zero", "t_from_zero", 1)
    assert report.line == "mine.py, line 3"
    (finding,) = report.findings
    assert finding == ("runs", False, "it takes steps", "no steps", True)


def test_report():
    fine, bad = Finding("a", True, "x", "y"), Finding("b", False, "more", "less")
    note = bad._replace(required=False)
    assert Report("mine", "Adam", None, "defaults", [fine, note]).ok
    report = Report("mine", "no_eps", "no_eps", "defaults", [fine, bad, note])
    assert str(report).startswith("mine: this is not Adam; the likely mistake is no_eps\n")
    assert MISTAKES["no_eps"].line in str(report)
    assert len(str(report).splitlines()) < 12
    assert report.long().splitlines()[-5:] == [
        "  ok   a: x",
        "  FAIL b: more",
        "       got less",
        "  note b: more",
        "       got less",
    ]
    assert report.as_dict()["exit_code"] == 1
    two = report._replace(likely="no_eps + t_stuck")
    assert "the likely mistakes are no_eps and t_stuck" in two.verdict
    assert MISTAKES["t_stuck"].line in str(two)


# torch


def test_torch_is_not_imported_unless_it_is_passed():
    code = (
        "import sys; from adamtext.teach.contract import check; import adamtext; "
        "assert check(adamtext.adam).ok; assert 'torch' not in sys.modules"
    )
    path = ":".join(filter(None, sys.path))
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": path})


@pytest.fixture(scope="module")
def optim():
    return pytest.importorskip("torch").optim


@pytest.mark.parametrize("how", [{}, {"foreach": True}, {"fused": True}, {"amsgrad": False}])
def test_adam_of_torch(optim, how):
    report = check(functools.partial(optim.Adam, **how) if how else optim.Adam)
    assert report.ok
    assert report.rule == "Adam"
    assert all(f.passed for f in report.findings)


def test_adamw_of_torch(optim):
    assert check(optim.AdamW).rule == "AdamW with weight_decay=0.01"
    assert check(functools.partial(optim.AdamW, weight_decay=0.1)).ok
    report = check(functools.partial(optim.Adam, weight_decay=0.01))
    assert not report.ok
    assert report.likely == "l2_for_decoupled"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("NAdam", "NAdam"),
        ("RAdam", "RAdam"),
        ("SGD", "SGD"),
        ("RMSprop", "RMSProp"),
        ("Adagrad", "AdaGrad"),
        ("Adadelta", "AdaDelta"),
        ("Adamax", "AdaMax, with eps inside the maximum as in torch"),
        ("Rprop", None),
    ],
)
def test_others_of_torch(optim, name, rule):
    report = check(getattr(optim, name))
    assert not report.ok
    assert (report.rule, report.likely) == (rule, None)


def test_amsgrad_of_torch(optim):
    report = check(functools.partial(optim.Adam, amsgrad=True))
    assert not report.ok
    assert report.rule == "AMSGrad, corrected after the maximum as in torch"


def test_an_optimizer_of_torch_that_wants_something_else(optim):
    for what in (optim.LBFGS, functools.partial(optim.Adam, differentiable=True)):
        report = check(what)
        assert not report.examined
    assert "closure" in check(optim.LBFGS).remedy


def test_a_finished_optimizer_of_torch_tells_its_hyperparameters(optim):
    import torch

    report = check(optim.Adam([torch.zeros(2, requires_grad=True)], lr=0.3, eps=1e-7))
    assert report.ok
    assert "alpha=0.3 (told)" in report.hyperparameters
    assert not check(lambda params: 3).examined


def test_a_subclass_that_shares_t(optim):
    import torch

    class Shared(optim.Optimizer):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            super().__init__(params, {"lr": lr})
            self.rule, self.t = adam(lr, *betas, eps), 0

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.t += 1
                        state = self.state[p].get("adam", self.rule.init(p))
                        new, state = self.rule.step(p, p.grad, state._replace(t=self.t - 1))
                        self.state[p]["adam"] = state
                        p.copy_(new)

    assert check(Shared).likely == "shared_t"


def test_compiled_loops():
    fused = pytest.importorskip("adamtext.fused")
    assert check(fused.adam).ok
    assert check(fused.adamw).rule == "AdamW with weight_decay=0.01"
    assert check(fused.adamax).rule == "AdaMax"
