"""What ``adamtext check`` says of optimisers whose steps are right, or right at times."""

import sys

import numpy as np
import pytest

from adamtext import adam
from adamtext.teach.contract import check
from adamtext.teach.wrong.breaches import BREACHES


class Right:
    """Adam; others change a part of it."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0.0, 0.0

    def update(self, w, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * self.square(g)
        return w - self.lr * self.m / (1 - self.beta1**self.t) / self.root()

    def square(self, g):
        return g**2

    def root(self):
        return np.sqrt(self.v / (1 - self.beta2**self.t)) + self.eps


class Overwrites(Right):
    def square(self, g):
        g *= g
        return g


class Decays(Right):
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01, times=0):
        super().__init__(lr, beta1, beta2, eps)
        self.decay = weight_decay * times

    def update(self, w, g):
        return super().update(w * (1 - self.lr * self.decay), g)


class DecaysMore(Decays):
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1, beta2, eps, weight_decay, times=3)


class DecaysAsSaid(Decays):
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1, beta2, eps, weight_decay, times=1)


class Exits(Right):
    def root(self):
        if self.t == 3:
            sys.exit("three is enough")
        return super().root()


class RefusesColumns(Right):
    def update(self, w, g):
        if not w.flags.c_contiguous:
            raise ValueError("lie by rows, please")
        return super().update(w, g)


class SwapsColumns(Right):
    def update(self, w, g):
        return super().update(w, g if w.flags.c_contiguous else -g)


class Random(Right):
    def update(self, w, g):
        return super().update(w, g + 1e-4 * np.random.default_rng().normal(size=g.shape))


class Halves(Right):
    """Averages of float16."""

    def root(self):
        self.m, self.v = (x.astype(np.float16).astype(float) for x in (self.m, self.v))
        return super().root()

    def update(self, w, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        root = self.root()
        return w - self.lr * self.m / (1 - self.beta1**self.t) / root


class Rounds(Right):
    def update(self, w, g):
        return np.round(super().update(w, g), 4)


class OnMatrices(Right):
    """SGD on vectors."""

    def update(self, w, g):
        return super().update(w, g) if w.ndim > 1 else w - self.lr * g


class Relative(Right):
    """An eps in units of the largest root."""

    def root(self):
        root = np.sqrt(self.v / (1 - self.beta2**self.t))
        return root + self.eps * root.max()


class Slow(Right):
    """The step size twice."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr**2, beta1, beta2, eps)


def findings(report):
    return {f.name: f for f in report.findings}


def test_a_gradient_that_is_overwritten_is_no_longer_the_caller_s():
    report = check(Overwrites)
    assert report.rule == "Adam"
    assert not report.ok
    assert findings(report)["gradient kept"].got == "1, -2, 3 became 1, 16, 81"


@pytest.mark.parametrize(
    ("cls", "ok", "likely", "got"),
    [
        (Decays, False, "ignores_weight_decay", "they do not decay"),
        (DecaysMore, False, None, "with 0.03"),
        (DecaysAsSaid, True, None, "with 0.01"),
    ],
)
def test_a_weight_decay_that_it_takes_is_to_be_used(cls, ok, likely, got):
    report = check(cls)
    assert (report.ok, report.likely) == (ok, likely)
    assert findings(report)["weight decay taken"].got == got


def test_an_exit_is_no_verdict():
    report = check(Exits)
    assert report.exit_code == 2
    assert "three is enough" in report.notes[0]
    assert "test_manners.py, line" in report.line


def test_matrices_by_columns():
    assert findings(check(Right))["memory order"].passed
    assert "memory order" not in findings(check(RefusesColumns))
    finding = findings(check(SwapsColumns))["memory order"]
    assert not finding.passed
    assert finding.got.startswith("first steps of ")


def test_what_is_random_is_said_to_be():
    report = check(Random)
    assert report.rule is report.likely is None
    assert "given the same gradients again it goes elsewhere" in report.notes[0]


def test_half_precision_is_a_name_that_must_be_earned():
    assert check(Halves).likely == "half_precision_averages"
    report = check(Rounds)
    assert report.rule is report.likely is None


def test_what_is_like_a_rule_in_part_gets_no_name():
    report = check(Relative)
    assert report.rule is report.likely is None
    assert check(OnMatrices).rule == "SGD on vectors, Adam on matrices"
    assert check(Slow).rule == "Adam with steps 0.001 times as long"


def test_prints_are_noted_and_not_shown(capsys):
    class Talks(Right):
        def root(self):
            print("root")
            return super().root()

    report = check(Talks)
    assert report.ok
    assert report.notes == ("it prints, which is not shown here",)
    assert capsys.readouterr().out == ""


def test_only_hyperparameters_that_a_rule_has_are_assumed():
    assert "beta2" not in check(lambda w, g, lr=0.01: w - lr * g).hyperparameters
    assert "beta2=0.999 (assumed" in check(adam()).hyperparameters


def test_breaches_are_explained():
    assert all(words and remedy for words, remedy in BREACHES.values())


torch = pytest.importorskip("torch")


class Restored(torch.optim.Optimizer):
    """Adam whose state_dict lacks m, or t, or both averages."""

    lost = ("m",)

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.move(p, group, self.state[p])

    def move(self, p, group, s):
        (b1, b2), t = group["betas"], s.get("t", 0) + 1
        s |= {"t": t, "m": b1 * s.get("m", 0) + (1 - b1) * p.grad}
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * p.grad**2
        root = (s["v"] / (1 - b2**t)).sqrt() + group["eps"]
        p.sub_(group["lr"] * s["m"] / (1 - b1**t) / root)

    def state_dict(self):
        saved = super().state_dict()
        lacking = (
            {k: x for k, x in s.items() if k not in self.lost} for s in saved["state"].values()
        )
        return saved | {"state": dict(zip(saved["state"], lacking, strict=True))}


class WithoutT(Restored):
    lost = ("t",)


class WithoutAverages(Restored):
    lost = ("m", "v")


class Whole(Restored):
    lost = ()


class LateAlone(Whole):
    """A parameter that joins late goes uphill."""

    def move(self, p, group, s):
        if group is not self.param_groups[0]:
            p.grad = -p.grad
        super().move(p, group, s)


@pytest.mark.parametrize(
    ("cls", "likely"),
    [
        (Restored, "state_not_saved"),
        (WithoutT, "t_not_saved"),
        (WithoutAverages, "averages_not_saved"),
        (Whole, None),
        (LateAlone, None),
    ],
)
def test_names_of_breaches_must_be_earned(cls, likely):
    report = check(cls)
    assert report.rule == "Adam"
    assert report.likely == likely
    assert report.ok is (cls is Whole)
