"""The gauge tells the step that was taken, and finds what is wrong with a state."""

import copy
import math

import numpy as np
import pytest

from adamtext.bounds import noise_floor
from adamtext.teach.watch import SILENT, watch

torch = pytest.importorskip("torch")

KINDS = {
    "plain": {},
    "eps": {"eps": 1e-2},
    "betas": {"betas": (0.8, 0.95)},
    "amsgrad": {"amsgrad": True},
    "maximize": {"maximize": True},
    "L2": {"weight_decay": 0.1},
    "decoupled": {"weight_decay": 0.1, "decoupled_weight_decay": True},
    "fused": {"fused": True},
    "foreach": {"foreach": True},
    "a tensor": {"lr": torch.tensor(0.01), "foreach": False},
}


def weights(*shapes, dtype=torch.float64, seed=1412):
    rng = np.random.default_rng(seed)
    drawn = [torch.tensor(rng.normal(size=shape), dtype=dtype) for shape in shapes]
    return [each.requires_grad_() for each in drawn]


def run(optimizer, num_steps, seed=7, scale=1.0):
    """Step, and return the parameters before the last step."""
    rng = np.random.default_rng(seed)
    for _ in range(num_steps):
        before = [p.detach().clone() for g in optimizer.param_groups for p in g["params"]]
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = torch.tensor(scale * rng.normal(size=p.shape), dtype=p.dtype)
        optimizer.step()
    return before


def flat(tensors):
    return torch.cat([each.detach().flatten() for each in tensors]).numpy()


@pytest.mark.parametrize("num_steps", [1, 2, 30])
@pytest.mark.parametrize("name", KINDS)
def test_the_step_is_what_two_successive_parameters_say(name, num_steps):
    params = weights((3, 4), (5,), ())
    settings = {"lr": 0.01} | KINDS[name]
    optimizer = torch.optim.Adam(params, **settings)
    before = run(optimizer, num_steps)
    start = flat(before)
    if name == "decoupled":
        start = start * (1 - 0.01 * 0.1)
    step = flat(params) - start
    (group,) = watch(optimizer).groups
    assert group.step == num_steps
    assert math.isclose(group.rms, np.sqrt(np.mean(step**2)) / 0.01, rel_tol=1e-6)
    length = np.linalg.norm(step) / np.linalg.norm(flat(params))
    assert math.isclose(group.moved, length, rel_tol=1e-6)


@pytest.mark.parametrize("name", ["plain", "maximize", "decoupled", "amsgrad"])
def test_agree_is_the_cosine_with_the_mean_before(name):
    params = weights((3, 4), (5,))
    optimizer = torch.optim.Adam(params, **KINDS[name])
    run(optimizer, 6)
    means = flat([optimizer.state[p]["exp_avg"] for p in params])
    run(optimizer, 1, seed=8)
    g = flat([p.grad for p in params]) * (-1 if name == "maximize" else 1)
    cosine = g @ means / np.linalg.norm(g) / np.linalg.norm(means)
    assert math.isclose(watch(optimizer).groups[0].agree, cosine, rel_tol=1e-6)


def test_agree_is_left_out_where_it_cannot_be_known():
    def of(**settings):
        optimizer = torch.optim.Adam(weights((4,)), **settings)
        run(optimizer, 3)
        return optimizer

    assert watch(of()).groups[0].agree is not None
    assert watch(of(weight_decay=0.1)).groups[0].agree is None
    assert watch(of(betas=(0.0, 0.99))).groups[0].agree is None
    cleared = of()
    cleared.zero_grad()
    assert watch(cleared).groups[0].agree is None
    first = torch.optim.Adam(weights((4,)))
    run(first, 1)
    assert watch(first).groups[0].agree is None


def test_agree_is_one_zero_or_minus_one():
    def after(gradient, n=50):
        (weight,) = weights((4000,))
        optimizer = torch.optim.Adam([weight])
        for t in range(n):
            weight.grad = gradient(t, weight)
            optimizer.step()
        return watch(optimizer).groups[0].agree

    rng = np.random.default_rng(3)
    assert math.isclose(after(lambda t, w: torch.ones_like(w)), 1, rel_tol=1e-9)
    assert math.isclose(after(lambda t, w: torch.full_like(w, (-1.0) ** t)), -1, rel_tol=1e-9)
    assert abs(after(lambda t, w: torch.tensor(rng.normal(size=4000)))) < 0.06


def test_blocks_make_no_difference():
    params = weights((3, 70_000), dtype=torch.float32)
    params[0] = params[0].detach().t().requires_grad_()  # not contiguous
    optimizer = torch.optim.AdamW(params, lr=0.01, weight_decay=0.0)
    before = run(optimizer, 3)
    step = flat(params) - flat(before)
    rms = np.sqrt(np.mean(step.astype(float) ** 2)) / 0.01
    assert math.isclose(watch(optimizer).groups[0].rms, rms, rel_tol=1e-3)  # of float32 weights


def test_every_group_has_its_own_alpha_and_betas():
    a, b = weights((6,), (6,))
    groups = [{"params": [a], "lr": 0.1}, {"params": [b], "lr": 1e-3, "betas": (0.5, 0.9)}]
    optimizer = torch.optim.Adam(groups)
    before = run(optimizer, 4)
    seen = watch(optimizer).groups
    for group, old, new, lr in zip(seen, before, (a, b), (0.1, 1e-3), strict=True):
        step = (new.detach() - old).numpy() / lr
        assert math.isclose(group.rms, np.sqrt(np.mean(step**2)), rel_tol=1e-6)
    assert [group.index for group in seen] == [0, 1]


def test_shares_are_counted_over_coordinates_with_gradients():
    (weight,) = weights((10,))
    optimizer = torch.optim.Adam([weight], lr=0.01, eps=1e-3)
    for t in range(100):
        g = torch.zeros(10, dtype=torch.float64)
        g[:4], g[4] = 1.0, 1e-5  # five never have one
        g[3] = float(t == 0)  # and one falls silent
        weight.grad = g
        optimizer.step()
    (group,) = watch(optimizer).groups
    assert math.isclose(group.under_eps, 1 / 5)
    assert math.isclose(group.silent, 1 / 5)
    assert 0.9**100 < SILENT
    assert group.lost == 0


def test_lost_steps_are_those_that_change_nothing():
    (weight,) = weights((8,), dtype=torch.bfloat16)
    with torch.no_grad():
        weight.copy_(torch.tensor([1e-3, 1e-3, 1e-3, 1e-3, 1.0, 1.0, 1.0, 1.0]))
    optimizer = torch.optim.Adam([weight], lr=1e-4)
    weight.grad = torch.ones_like(weight)
    before = weight.detach().clone()
    optimizer.step()
    assert (weight == before).float().mean() == 0.5
    assert watch(optimizer).groups[0].lost == 0.5


def of_noise(**settings):
    (weight,) = weights((2000,), dtype=torch.float32)
    optimizer = torch.optim.Adam([weight], **settings)
    run(optimizer, 200)
    return optimizer


def test_noise_is_healthy_and_has_steps_of_the_floor():
    seen = watch(of_noise())
    assert seen.ok
    assert math.isclose(seen.groups[0].rms, noise_floor(0.9), rel_tol=0.1)
    assert "!" not in str(seen)


def ill(lost=(), scale=1.0, more=1, **settings):
    optimizer = of_noise(**settings)
    for state in optimizer.state.values():
        for name in lost:
            state[name].zero_()
        if "step" not in lost:
            state["step"] += 5000
    run(optimizer, more, seed=9, scale=scale)
    return watch(optimizer)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (lambda: ill(lost=("exp_avg", "exp_avg_sq")), "steps beyond alpha"),
        (lambda: ill(scale=1e4, more=2), "steps beyond alpha"),
        (lambda: ill(lost=("step",), more=12), "t is younger"),
        (lambda: ill(eps=10.0), "under eps"),
        (lambda: ill(scale=0.0, more=100), "silent"),
        (lambda: ill(scale=math.inf), "not finite"),
        (lambda: ill(scale=math.nan), "not finite"),
    ],
    ids=["m and v lost", "burst", "t lost", "eps", "silent", "infinite", "NaN"],
)
def test_what_is_ill_is_remarked_upon(seen, words):
    seen = seen()
    assert not seen.ok
    assert any(words in remark for remark in seen.groups[0].remarks)
    assert str(seen).startswith("! ")
    assert words in str(seen)


def test_gradients_that_turn_round_are_remarked_upon():
    (weight,) = weights((10,))
    optimizer = torch.optim.Adam([weight])
    for t in range(100):
        weight.grad = torch.full_like(weight, (-1.0) ** t)
        optimizer.step()
    (remark,) = watch(optimizer).groups[0].remarks
    assert "edge of stability" in remark


def test_steps_that_are_lost_are_remarked_upon():
    weight = torch.ones(100, dtype=torch.bfloat16, requires_grad=True)
    optimizer = torch.optim.Adam([weight], lr=1e-4)
    run(optimizer, 3)
    (group,) = watch(optimizer).groups
    assert group.lost == 1
    assert any("too small to change" in remark for remark in group.remarks)
    assert any("v is kept in bfloat16" in remark for remark in group.remarks)


def test_a_counter_of_sixteen_bits_and_one_that_is_younger():
    params = weights((3,), (3,))
    optimizer = torch.optim.Adam(params)
    run(optimizer, 3)
    optimizer.state[params[0]]["step"] = torch.tensor(4.0, dtype=torch.bfloat16)
    remarks = watch(optimizer).groups[0].remarks
    assert any("the counter is kept in bfloat16" in remark for remark in remarks)
    assert any("counters from 3 to 4" in remark for remark in remarks)


def test_what_has_no_gradient_is_left_out():
    a, b, c = weights((3,), (3,), (0,))
    optimizer = torch.optim.Adam([{"params": [a, b]}, {"params": [c]}])
    assert str(watch(optimizer)).split("\n")[0].strip() == "group 0: no step yet"
    a.grad = torch.ones_like(a)
    optimizer.step()
    seen = watch(optimizer)
    assert math.isclose(seen.groups[0].rms, 1, rel_tol=1e-7)
    assert seen.groups[1].step == 0
    assert "group 1: no step yet" in str(seen)
    c.grad = torch.ones_like(c)
    optimizer.step()
    assert watch(optimizer).groups[1].rms == 0


def test_without_eps_a_zero_gradient_is_no_step():
    (weight,) = weights((4,))
    optimizer = torch.optim.Adam([weight], eps=0.0)
    with torch.no_grad():
        weight.zero_()
    weight.grad = torch.tensor([1.0, 1.0, 0.0, 0.0], dtype=torch.float64)
    optimizer.step()
    (group,) = watch(optimizer).groups
    assert not any("finite" in remark for remark in group.remarks)
    assert math.isclose(group.rms, 1, rel_tol=1e-9)


def test_complex_weights_are_two_coordinates_each():
    weight = torch.ones(3, dtype=torch.complex64, requires_grad=True)
    optimizer = torch.optim.Adam([weight], lr=0.01)
    weight.grad = torch.full_like(weight, 1 + 2j)
    optimizer.step()
    assert math.isclose(watch(optimizer).groups[0].rms, 1, rel_tol=1e-5)


@pytest.mark.parametrize("kind", [torch.optim.NAdam, torch.optim.RAdam])
def test_who_keeps_the_same_averages_but_steps_otherwise_is_told_so(kind):
    optimizer = kind(weights((4,)))
    run(optimizer, 3)
    assert any(f"{kind.__name__} is not Adam" in r for r in watch(optimizer).groups[0].remarks)


def test_sparse_gradients():
    embedding = torch.nn.Embedding(5, 3, sparse=True)
    optimizer = torch.optim.SparseAdam(embedding.parameters())
    embedding(torch.tensor([1, 2])).sum().backward()
    optimizer.step()
    (group,) = watch(optimizer).groups
    assert group.agree is None
    assert any("SparseAdam is not Adam" in remark for remark in group.remarks)


def test_others_are_refused_by_name():
    sgd = torch.optim.SGD(weights((3,)), momentum=0.9)
    run(sgd, 1)
    with pytest.raises(TypeError, match=r"optimizer must keep exp_avg and exp_avg_sq.* got SGD"):
        watch(sgd)
    with pytest.raises(TypeError, match=r"optimizer must be a torch\.optim\.Optimizer, got Linear"):
        watch(torch.nn.Linear(1, 1))


def test_nothing_is_changed():
    params = weights((3, 4), (5,), dtype=torch.float32)
    optimizer = torch.optim.AdamW(params)
    run(optimizer, 5)
    before = copy.deepcopy((params, [p.grad for p in params], optimizer.state_dict()))
    watch(optimizer)
    after = params, [p.grad for p in params], optimizer.state_dict()
    assert all(map(torch.equal, before[0], after[0]))
    assert all(map(torch.equal, before[1], after[1]))
    for old, new in zip(before[2]["state"].values(), after[2]["state"].values(), strict=True):
        assert all(torch.equal(old[key], new[key]) for key in old)
