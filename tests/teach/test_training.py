"""What training asks of an optimiser besides steps, held against classes of torch."""

import numpy as np
import pytest

from adamtext.teach.contract import check
from adamtext.teach.examine.identify import DECIDING
from adamtext.teach.examine.streams import LAST_STEP, LOUD, long, streams

torch = pytest.importorskip("torch")


class Right(torch.optim.Optimizer):
    """Adam, with t for each parameter."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.move(p, self.state[p], group)

    def count(self, state):
        state["t"] = state.get("t", 0) + 1
        return state["t"]

    def alpha(self, group):
        return group["lr"]

    def move(self, p, state, group):
        (b1, b2), t = group["betas"], self.count(state)
        state["m"] = b1 * state.get("m", 0) + (1 - b1) * p.grad
        state["v"] = b2 * state.get("v", 0) + (1 - b2) * p.grad**2
        root = (state["v"] / (1 - b2**t)).sqrt() + group["eps"]
        p.sub_(self.alpha(group) * state["m"] / (1 - b1**t) / root)


class Frozen(Right):
    """Keep the learning rate that it was made with."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.first = lr

    def alpha(self, group):
        return self.first


class NotSaved(Right):
    """Keep t beside the state, one for each parameter."""

    def step(self):
        self.counts = getattr(self, "counts", {})
        super().step()

    def count(self, state):
        self.counts[id(state)] = self.counts.get(id(state), 0) + 1
        return self.counts[id(state)]


class OnceAStep(Right):
    """Count steps, not those of each parameter."""

    def step(self):
        self.param_groups[0]["t"] = self.param_groups[0].get("t", 0) + 1
        super().step()

    def count(self, state):
        return self.param_groups[0]["t"]


class Shared(Right):
    """Count each parameter's step as one of all."""

    def count(self, state):
        self.t = getattr(self, "t", 0) + 1
        return self.t


@pytest.mark.parametrize(
    ("cls", "likely"),
    [
        (Right, None),
        (Frozen, "alpha_frozen"),
        (NotSaved, "t_not_saved"),
        (Shared, "shared_t"),
    ],
)
def test_each_is_called_by_its_name(cls, likely):
    report = check(cls)
    assert report.ok is (likely is None), report.long()
    assert likely in (None, *report.mistakes)
    assert report.rule in ("Adam", "shared_t")
    assert likely == "shared_t" or "steps of Adam" in report.verdict or report.ok


def test_one_count_for_all_is_noted():
    report = check(OnceAStep)
    assert report.ok
    assert report.likely is None
    text = " ".join(str(report).split())
    assert "note: several arrays: one t counts the steps of all; a parameter that joins" in text
    assert "note: late parameter: its first step is 0.522 alpha, alone 1 alpha" in text


def test_what_was_not_tested_is_said():
    untested = check(Right).untested
    assert f"steps after t = {LAST_STEP}" in untested
    assert not any("saving" in text for text in untested)


def test_streams_are_what_they_are_said_to_be():
    found = streams()
    assert set(DECIDING) - {"first"} == set(found)
    for thetas, gradients in found.values():
        for theta, g in zip(thetas, gradients[0], strict=True):
            assert theta.shape == g.shape
        numbers = np.concatenate([g.ravel() for each in gradients for g in each])
        assert np.array_equal(numbers, numbers.astype("float32"))
    assert abs(found["matrix"].thetas[0]).max() == 7  # beyond where weights may be clipped
    assert found["ladder"].gradients[0][0].tolist()[11:] == [1, -10, 100, -1000]
    g = long()
    assert g.shape == (LAST_STEP, 4)
    assert (g[LOUD - 1, 2], g[LOUD, 2], g[LOUD + 12, 2]) == (1e-3, 1, 1e-2)
    assert (g[299, 3], g[300, 3], g[312, 3]) == (-1e-3, -1, -1e-2)
    sparse = np.array([each[0] for each in found["sparse"].gradients])
    assert sparse[:, 0].tolist() == [1] + [0] * 39
    assert np.flatnonzero(sparse[:, 1]).tolist() == [10]
