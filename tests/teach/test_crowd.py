"""Many trainings at once are each what it would be alone, and learn."""

import numpy as np
import pytest

from adamtext import adam
from adamtext.lab import words
from adamtext.lab.bigrams import bigrams
from adamtext.teach.evidence import SEEDS

torch = pytest.importorskip("torch")

from adamtext.teach.crowd import column, digits, learn, pairs, walk  # noqa: E402

K = len(SEEDS)


@pytest.mark.parametrize("crowd", [digits((8,), batch=16), pairs(20, 16)], ids=["digits", "pairs"])
def test_settings_and_seeds_know_nothing_of_each_other(crowd):
    together = learn(crowd, adam(column([0.001, 0.03])), 5, settings=2, at=(1, 5))
    assert together.shape == (2, K, 2)
    for k, alpha in enumerate((0.001, 0.03)):
        alone = learn(crowd, adam(alpha), 5)
        assert alone.shape == (1, K)
        np.testing.assert_allclose(together[k, :, 1], alone[0], rtol=1e-4)
    assert len(set(together[0, :, 0].round(6))) == K or crowd.start.any() == 0


@pytest.mark.parametrize("crowd", [digits((8,)), digits((8, 8), norm=True), pairs(20)])
def test_they_learn(crowd):
    costs = learn(crowd, adam(0.03), 40, at=(1, 40))[0]
    assert np.all(costs[:, 1] < costs[:, 0])


def test_the_parts_are_the_whole_and_start_as_is_said():
    crowd = digits((8, 6), side=14, norm=True)
    assert list(crowd.parts) == ["W1", "b1", "W2", "b2", "W3", "b3", "gain", "offset"]
    ends = [0] + [part.stop for part in crowd.parts.values()]
    assert [part.start for part in crowd.parts.values()] == ends[:-1]
    assert ends[-1] == crowd.start.shape[1] == 196 * 8 + 8 + 48 + 6 + 60 + 10 + 6 + 6
    W = crowd.start[:, crowd.parts["W1"]]
    assert W.std().item() == pytest.approx((2 / 196) ** 0.5, rel=0.05)
    assert torch.all(crowd.start[:, crowd.parts["gain"]] == 1)
    for name in ("b1", "b2", "b3", "offset"):
        assert not crowd.start[:, crowd.parts[name]].any()


@pytest.mark.parametrize("norm", [False, True])
def test_costs_and_gradients_are_those_of_plain_torch(norm):
    crowd = digits((8,), batch=None, norm=norm, size=50)
    theta = crowd.start[None]
    g = crowd.grad(theta, 1)[0, 2]
    at = torch.randn(g.shape, generator=torch.Generator().manual_seed(1), dtype=g.dtype)
    at /= at.norm()
    h = 1e-5
    moved = [crowd.cost((crowd.start + sign * h * at)[None])[0, 2] for sign in (1, -1)]
    assert (moved[0] - moved[1]) / (2 * h) == pytest.approx((g @ at).item(), rel=1e-6)


def test_a_minibatch_is_the_same_in_every_run_and_another_at_each_step():
    crowd = digits((8,), batch=4)
    theta = crowd.start[None]
    assert torch.equal(crowd.grad(theta, 3), crowd.grad(theta, 3))
    assert not torch.equal(crowd.grad(theta, 3), crowd.grad(theta, 4))
    whole = digits((8,), batch=None, size=50)
    assert torch.equal(whole.grad(theta, 3), whole.grad(theta, 4))


def test_pairs_are_the_model_of_chapter_11():
    size = 20
    ids = words.read(size).ids
    model = bigrams(words.pairs(ids[:-1], ids[1:], size))
    crowd = pairs(size, batch=4000)
    W = np.random.default_rng(1).normal(size=(size, size))
    theta = torch.tensor(W, dtype=torch.float32).flatten().repeat(1, K, 1)
    excess, g = model.value_and_grad(W)
    np.testing.assert_allclose(crowd.cost(theta), np.full((1, K), excess), rtol=1e-4)
    mean = torch.stack([crowd.grad(theta, t) for t in range(1, 21)]).mean(dim=(0, 1, 2))
    assert abs(mean.view(size, size).numpy() - g).max() < 2e-3


def test_the_gradient_may_be_changed_on_its_way():
    crowd, seen = digits((8,), batch=4), []

    def twice(g):
        seen.append(g)
        return 2 * g

    found = learn(crowd, adam(0.01, eps=0.0001), 3, change=twice)
    assert len(seen) == 3
    plain = learn(crowd, adam(0.01, eps=0.00005), 3)
    np.testing.assert_allclose(found, plain, rtol=1e-4)


def test_walk_tells_every_step():
    crowd = digits((8,), batch=4)
    path = list(walk(crowd, adam(0.01), 3, settings=2))
    assert [t for t, _ in path] == [1, 2, 3]
    assert all(theta.shape == (2, *crowd.start.shape) for _, theta in path)
    assert not torch.equal(path[0][1], path[1][1])
