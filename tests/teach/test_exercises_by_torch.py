"""Exercises whose solutions are code: PyTorch, which knows nothing of them, gives the same."""

import numpy as np
import pytest

from adamtext.teach.exercises import table

torch = pytest.importorskip("torch")

TABLE = table()


def path(gradients, **settings):
    """Return theta after each gradient, from zero; one that is None is left out."""
    shape = next(np.shape(g) for g in gradients if g is not None)
    theta = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    rule, found = torch.optim.Adam([theta], **settings), []
    for g in gradients:
        if g is not None:
            theta.grad = torch.as_tensor(g, dtype=torch.float64)
            rule.step()
        found.append(theta.detach().numpy().copy())
    return np.array(found)


@pytest.mark.parametrize("case", TABLE["13-7"].cases())
def test_a_clipped_gradient(case):
    *arrays, most = case
    weights = [torch.zeros(len(each), dtype=torch.float64) for each in arrays]
    for weight, g in zip(weights, arrays, strict=True):
        weight.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_norm_(weights, most)
    theirs = torch.cat([weight.grad for weight in weights]).numpy()
    np.testing.assert_allclose(TABLE["13-7"].answer(*case), theirs, rtol=1e-5)


@pytest.mark.parametrize("case", TABLE["14-7"].cases())
def test_the_mended_adam(case):
    gradients, alpha, beta1, beta2, eps = case
    theirs = path(list(gradients), lr=alpha, betas=(beta1, beta2), eps=eps)
    np.testing.assert_allclose(TABLE["14-7"].answer(*case), theirs, rtol=1e-10)


def test_ten_turns_of_a_scaler():
    weight = torch.zeros(1, requires_grad=True)
    rule = torch.optim.Adam([weight])
    scaler = torch.amp.GradScaler("cpu", growth_interval=3)
    for turn in range(1, 11):
        rule.zero_grad()
        scaler.scale(weight.sum() * (torch.inf if turn in (5, 8) else 1.0)).backward()
        scaler.step(rule)
        scaler.update()
    found = rule.state[weight]["step"].item(), 10, np.log2(scaler.get_scale())
    assert TABLE["15-4"].judge(found) == (True, "")


@pytest.mark.parametrize("case", TABLE["15-7"].cases())
def test_adam_behind_a_loss_scale(case):
    true = [g / scale if np.isfinite(g) else None for g, scale in zip(*case, strict=True)]
    theirs = path(true, lr=1.0)
    np.testing.assert_allclose(TABLE["15-7"].answer(*case), theirs, rtol=1e-10)


@pytest.mark.parametrize("case", TABLE["16-7"].cases())
def test_adam_in_blocks(case):
    theta, g, _, steps = case
    theirs = theta + path([g] * steps, lr=1e-3)[-1]
    np.testing.assert_allclose(TABLE["16-7"].answer(*case), theirs, rtol=1e-10)


def test_where_a_weight_of_one_moves():
    down, up = TABLE["17-4"].answer
    for step, moves in ((-0.999 * down, False), (-1.001 * down, True), (0.999 * up, False),
                        (1.001 * up, True)):  # fmt: skip
        assert ((torch.ones(1) + step).bfloat16().item() != 1) == moves
