"""A look at Adam's steps while a network trains: how long they are, and what is odd about them.

Everything is derived from what a torch optimiser keeps (``exp_avg``, ``exp_avg_sq``, ``step``),
with no copy of the parameters. Call it after ``step()`` and before ``zero_grad()``.
"""

import math
from typing import NamedTuple

from adamtext.bounds import noise_floor

#: longest root mean square step, in alpha, that is not remarked upon
HIGH = 1.1

#: share of the coordinates from which on it is remarked that they are under eps, silent or lost
MANY = 0.5

#: a coordinate whose mean is below this part of the root of v_hat is silent; at the default beta1
#: its gradients have been zero for some seventy steps
SILENT = 1e-3

#: below this cosine the gradients turn round from step to step
TURNING = -0.5


class Group(NamedTuple):
    """What the last step did to the parameters of one group.

    Attributes
    ----------
    index : int
        Which of the optimiser's ``param_groups``.
    step : int
        The largest of the counters.
    rms : float
        Root mean square of ``m_hat / (sqrt(v_hat) + eps)``, the step over alpha, over all
        coordinates that ever had a gradient.
    moved : float
        Length of the step over the length of the parameters.
    under_eps : float
        Share of those coordinates with ``sqrt(v_hat) < eps``.
    silent : float
        Share of those whose gradients stopped so long ago that their mean has died away.
    lost : float
        Share of the rest whose step, taken again, would be rounded away.
    agree : float or None
        Cosine between the gradient and the mean of those before it; None without a gradient.
    remarks : tuple of str
        What is not as it should be, in words.
    """

    index: int
    step: int
    rms: float
    moved: float
    under_eps: float
    silent: float
    lost: float
    agree: float | None
    remarks: tuple

    def __str__(self):
        if not self.step:
            return f"   group {self.index}: no step yet"
        agree = "" if self.agree is None else f"  agree {self.agree:+.2f}"
        mark = "! " if self.remarks else "  "
        line = (
            f"{mark} group {self.index}  t {self.step}  rms {self.rms:.3f}"
            f"  moved {self.moved:.1e}  eps {self.under_eps:.0%}  silent {self.silent:.0%}"
            f"  lost {self.lost:.0%}{agree}"
        )
        return "\n".join([line, *(f"!    {remark}" for remark in self.remarks)])


class Watch(NamedTuple):
    """What :func:`watch` saw: one :class:`Group` a parameter group. Prints as a line for each."""

    groups: tuple

    @property
    def ok(self):
        """Whether there is nothing to remark upon."""
        return not any(group.remarks for group in self.groups)

    def __str__(self):
        return "\n".join(map(str, self.groups))


def watch(optimizer):
    """Tell how long the last step of a torch Adam was, and what is odd about it.

    The step is Adam's own: decoupled weight decay is left out. ``agree`` is left out where the
    gradient is sparse, or an L2 penalty was added to it; it needs the gradient that ``step()`` saw.
    Costs a few passes over the parameters: call it every hundred steps or so.

    Parameters
    ----------
    optimizer : torch.optim.Adam or AdamW
        Also any other that keeps ``exp_avg`` and ``exp_avg_sq``; a remark then says that what is
        shown is Adam's step for these averages, not that optimiser's own.

    Returns
    -------
    Watch

    Raises
    ------
    TypeError
        If ``optimizer`` is no torch optimiser, or keeps other averages than Adam's.

    Examples
    --------
    >>> import torch
    >>> weight = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> adam = torch.optim.Adam([weight], lr=0.001)
    >>> weight.square().sum().backward()
    >>> adam.step()
    >>> print(watch(adam))
       group 0  t 1  rms 1.000  moved 6.3e-04  eps 0%  silent 0%  lost 0%
    """
    import torch

    if not isinstance(optimizer, torch.optim.Optimizer):
        kind = type(optimizer).__name__
        raise TypeError(f"optimizer must be a torch.optim.Optimizer, got {kind}")
    states = [state for state in optimizer.state.values() if state]
    if not all("exp_avg" in state and "exp_avg_sq" in state for state in states):
        kind = type(optimizer).__name__
        raise TypeError(f"optimizer must keep exp_avg and exp_avg_sq, as Adam does, got {kind}")
    strange = () if isinstance(optimizer, torch.optim.Adam) else (type(optimizer).__name__,)
    with torch.no_grad():
        groups = enumerate(optimizer.param_groups)
        return Watch(tuple(_look(i, group, optimizer.state, strange) for i, group in groups))


def _look(index, group, states, strange):
    pairs = [(p, states[p]) for p in group["params"] if states.get(p)]
    if not pairs:
        return Group(index, 0, 0.0, 0.0, 0.0, 0.0, 0.0, None, ())
    counters = [int(state["step"]) for _, state in pairs]
    sums = _total([row for p, state in pairs for row in _rows(p, state, group)])
    squares, size, live, small, loud, gone, bad, product, now, before = sums
    many = max(live, 1)
    # before the first gradient there are only rounding errors
    known = now * before > 0 and before > 1e-10 * now
    agree = product / math.sqrt(now * before) if known else math.nan
    seen = Group(
        index,
        max(counters),
        math.sqrt(squares / many),
        float(group["lr"]) * math.sqrt(squares / size) if size else 0.0,
        small / many,
        (live - loud) / many,
        gone / max(loud, 1),
        agree if math.isfinite(agree) else None,
        (),
    )
    return seen._replace(remarks=(*_kept(pairs, counters, strange), *_remarks(seen, bad, group)))


def _rows(p, state, group):
    """Yield ten sums over each block of a parameter's coordinates, as one tensor."""
    largest = state["max_exp_avg_sq"] if group.get("amsgrad") else state["exp_avg_sq"]
    coupled = group.get("weight_decay") and not group.get("decoupled_weight_decay")
    unknown = p.grad is None or p.grad.is_sparse or coupled or not group["betas"][0]
    arrays = [p, state["exp_avg"], largest] + ([] if unknown else [p.grad])
    block = 2**16 if p.device.type == "cpu" else 2**24  # what a cache holds; what memory can spare
    for parts in zip(*(_flat(each).split(block) for each in arrays), strict=True):
        yield _sums(*parts, t=float(state["step"]), group=group)


def _flat(x):
    import torch

    return (torch.view_as_real(x) if x.is_complex() else x).reshape(-1)


def _sums(theta, m, v, g=None, *, t, group):
    """Return ten sums over coordinates, flat tensors of shape (n,), as one tensor."""
    import torch

    beta1, beta2 = (float(beta) for beta in group["betas"])
    alpha, eps = float(group["lr"]), group["eps"]
    kept, wide = theta, torch.promote_types(theta.dtype, torch.float32)
    theta, m, v = theta.to(wide), m.to(wide), v.to(wide)
    mean, root = m / (1 - beta1**t), (v / (1 - beta2**t)).sqrt_()
    live, small = root.count_nonzero(), ((root < eps) & (root > 0)).count_nonzero()
    loud = mean.abs() > SILENT * root
    step = mean / root.add_(eps)
    if not eps:
        step = step.where(mean != 0, 0.0)
    gone = loud & (torch.sub(theta, step, alpha=alpha).to(kept.dtype) == kept)
    bad = (~step.isfinite()).count_nonzero()
    counts = [live, small, loud.count_nonzero(), gone.count_nonzero(), bad]
    cosine = [torch.zeros_like(live)] * 3
    if g is not None:
        g = -g.to(wide) if group.get("maximize") else g.to(wide)
        before = torch.sub(m, g, alpha=1 - beta1) / beta1
        cosine = [g @ before, g @ g, before @ before]
    return torch.stack([each.to(wide) for each in [step @ step, theta @ theta, *counts, *cosine]])


def _total(rows):
    """Add tensors of one shape, wherever they are; waits for the device only once."""
    import torch

    return torch.stack([row.to(rows[0]) for row in rows]).sum(dim=0).tolist()


def _kept(pairs, counters, strange):
    """Remark upon what is kept, whatever it leads to."""
    for kind in strange:
        yield f"{kind} is not Adam: these are Adam's steps for its averages, not its own"
    if min(counters) < max(counters):
        yield f"counters from {min(counters)} to {max(counters)}: a part of the state is younger"
    for name in ("step", "exp_avg_sq"):
        kinds = {
            str(getattr(state[name], "dtype", "")).removeprefix("torch.") for _, state in pairs
        }
        for kind in sorted(kinds & {"float16", "bfloat16"}):
            what = "the counter" if name == "step" else "v"
            yield f"{what} is kept in {kind}, in which it comes to a halt"


def _remarks(seen, bad, group):
    """Remark upon what was measured."""
    if bad:
        yield f"{bad:.0f} steps are not finite: go back to a state from before, m and v included"
        return
    low = noise_floor(float(group["betas"][0])) / 2
    if seen.rms > HIGH:
        yield "steps beyond alpha: gradients have grown at once, or m and v are new and t is not"
    if seen.under_eps > MANY:
        yield "most coordinates are under eps: the step is alpha / eps times the mean gradient"
    elif seen.silent > MANY:
        yield "most coordinates are silent: dead units, or a part of the network that is not used"
    elif seen.rms < low and (seen.agree or 0) < TURNING:
        yield "the gradient turns round at every step: alpha is at the edge of stability"
    elif seen.rms < low:
        yield (
            f"steps below {low:.2f} alpha: the gradients were far larger not long ago, "
            "or t is younger than m and v"
        )
    if seen.lost > MANY:
        yield "most steps are too small to change their weights in this format"
