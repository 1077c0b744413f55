"""The five networks learn, each alone, and go on after a resumption as if nothing had been."""

import numpy as np
import pytest

from adamtext.lab.datasets import load
from adamtext.teach.evidence import SEEDS

torch = pytest.importorskip("torch")

from adamtext.teach.patients import SEEN, Patients, curvature  # noqa: E402

ROWS = torch.arange(32)


def flat(patients):
    return torch.cat([weights.detach().flatten() for weights in patients.weights])


def test_every_network_is_a_group_of_one_adam():
    five = Patients(alpha=0.02, eps=1e-3)
    assert len(five.nets) == len(SEEDS) == len(five.optimizer.param_groups)
    assert {group["lr"] for group in five.optimizer.param_groups} == {0.02}
    assert {group["eps"] for group in five.optimizer.param_groups} == {1e-3}
    assert len(five.weights) == 4 * len(SEEDS)


def test_costs_are_those_of_plain_torch():
    five = Patients()
    W, a, V, b = five.nets[1]
    digits = load("mnist")
    pixels = digits.x_train[:32].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)
    x, y = torch.tensor(pixels / 255).float().double(), torch.from_numpy(digits.y_train)
    scores = torch.relu(2 * x @ W + a) @ V + b
    expected = torch.nn.functional.cross_entropy(scores, y[ROWS], label_smoothing=0.1)
    found = five.costs(ROWS, loud=2.0, smooth=0.1)
    assert found.shape == (5,)
    torch.testing.assert_close(found[1], expected, rtol=1e-5, atol=1e-6)


def test_they_learn_and_what_is_seen_has_a_row_a_network():
    seen = Patients().train(range(1, 61), at=(20, 60))
    assert set(seen) == {*SEEN, "cost", "remarked", "batch cost"}
    assert all(seen[name].shape == (5, 2) for name in {*SEEN, "cost", "remarked"})
    assert seen["batch cost"].shape == (5, 60)
    assert np.all(seen["cost"][:, 1] < seen["cost"][:, 0])
    assert set(Patients().train(range(1, 2))) == {"batch cost"}


def test_one_network_does_not_know_of_the_others():
    together, other = Patients(), Patients()
    with torch.no_grad():
        for weights in other.nets[0]:
            weights.mul_(2)
    for patients in (together, other):
        patients.train(range(1, 4))
    assert not torch.equal(together.nets[0][0], other.nets[0][0])
    torch.testing.assert_close(together.nets[1][0], other.nets[1][0], rtol=1e-6, atol=1e-7)


def test_resumed_goes_on_with_the_same_bits_unless_something_is_lost():
    five = Patients()
    five.train(range(1, 4))
    start = flat(five)
    twins = [five.resumed(), five.resumed(), five.resumed(lost=("step",))]
    for twin in twins:
        assert torch.equal(flat(twin), start)
        twin.train(range(4, 7))
    assert torch.equal(flat(twins[0]), flat(twins[1]))
    assert not torch.equal(flat(twins[0]), flat(twins[2]))
    assert torch.equal(flat(five), start)  # copies


def test_a_step_may_be_replaced_and_a_batch_be_loud_or_given():
    five, steps = Patients(), []
    five.train(range(1, 3), step=lambda patients: steps.append(patients))
    assert steps == [five, five]
    quiet = Patients().train(range(1, 2))["batch cost"]
    loud = Patients().train(range(1, 2), loud=(1,))["batch cost"]
    assert np.all(loud > 5 * quiet)
    given = Patients().train(range(1, 2), rows=ROWS, smooth=0.1)["batch cost"][:, 0]
    np.testing.assert_allclose(given, Patients().costs(ROWS, smooth=0.1).detach(), rtol=1e-6)


@pytest.mark.parametrize("dtype", ["bfloat16", "float64"])
def test_weights_may_be_kept_otherwise(dtype):
    five = Patients(dtype=dtype)
    five.train(range(1, 3), rows=ROWS)
    assert {weights.dtype for weights in five.weights} == {getattr(torch, dtype)}
    wide = torch.float64 if dtype == "float64" else torch.float32
    assert five.costs(ROWS).dtype == wide


def test_curvature_is_the_largest_eigenvalue():
    five = Patients(dtype="float64")
    five.train(range(1, 4), rows=ROWS)
    heights, vectors = curvature(five, ROWS, rounds=60)
    again, _ = curvature(five, ROWS, vectors=vectors, rounds=1)
    np.testing.assert_allclose(heights, again, rtol=0.05)
    assert len(vectors) == len(five.weights)
    # D H D v = h v, with H of one network alone, and D its units
    W, a, V, b = five.nets[0]
    units, net = [], []
    for weights in (W, a, V, b):
        state = five.optimizer.state[weights]
        root = (state["exp_avg_sq"] / (1 - 0.999 ** state["step"])).sqrt() + 1e-8
        units.append((0.01 / root).sqrt())
        net.append(weights.detach())
    aside = tuple(unit * each for unit, each in zip(units, vectors[:4], strict=True))

    def cost(*net):
        five.nets[0] = list(net)
        return five.costs(ROWS)[0]

    _, turned = torch.autograd.functional.hvp(cost, tuple(net), aside)
    turned = torch.cat([(u * each).flatten() for u, each in zip(units, turned, strict=True)])
    assert abs(turned.norm().item() / heights[0] - 1) < 0.05
    cosine = turned @ torch.cat([each.flatten() for each in vectors[:4]]) / turned.norm()
    assert abs(cosine) > 0.99
