"""Classes of torch.optim: where they count, and what they do, differs."""

import math

import torch
from torch.optim import Optimizer


class InState(Optimizer):
    """Adam: everything in the parameter's state, by in-place operations."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["step"] = 0
                    state["exp_avg"] = torch.zeros_like(p)
                    state["exp_avg_sq"] = torch.zeros_like(p)
                state["step"] += 1
                t = state["step"]
                state["exp_avg"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                state["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                root = state["exp_avg_sq"].sqrt() / math.sqrt(1 - beta2**t)
                size = group["lr"] / (1 - beta1**t)
                p.addcdiv_(state["exp_avg"], root.add_(group["eps"]), value=-size)
        return loss


class InGroup(Optimizer):
    """Counts in the group, once a step: right, but for parameters that join late."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, t=0))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            group["t"] += 1
            (beta1, beta2), t = group["betas"], group["t"]
            for p in group["params"]:
                if p.grad is not None:
                    s = self.state[p]
                    s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * p.grad
                    s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * p.grad**2
                    m_hat, v_hat = s["m"] / (1 - beta1**t), s["v"] / (1 - beta2**t)
                    p -= group["lr"] * m_hat / (v_hat.sqrt() + group["eps"])


class InSelf(Optimizer):
    """Counts in itself, once a step; a state_dict knows nothing of it."""

    def __init__(self, params, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(params, {"lr": lr})
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for group in self.param_groups:
            for p in filter(lambda p: p.grad is not None, group["params"]):
                s = self.state[p]
                s["m"] = torch.lerp(p.grad, s.get("m", torch.zeros_like(p)), self.beta1)
                s["v"] = torch.lerp(p.grad**2, s.get("v", torch.zeros_like(p)), self.beta2)
                m_hat = s["m"] / (1 - self.beta1**self.t)
                v_hat = s["v"] / (1 - self.beta2**self.t)
                p.sub_(group["lr"] * m_hat / (torch.sqrt(v_hat) + self.eps))


class MadeAtOnce(Optimizer):
    """Adam: all states are made in __init__."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
        for group in self.param_groups:
            for p in group["params"]:
                zeros = (torch.zeros_like(p), torch.zeros_like(p))
                self.state[p] = {"t": torch.tensor(0.0), "averages": zeros}

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                state["t"] += 1
                t, (m, v) = state["t"].item(), state["averages"]
                m.lerp_(p.grad, 1 - beta1)
                v.lerp_(p.grad.square(), 1 - beta2)
                p.add_(-lr * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + group["eps"]))


class Foreach(Optimizer):
    """Adam: all arrays of a group at once."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            ps = [p for p in group["params"] if p.grad is not None]
            if not ps:
                continue
            for p in ps:
                if not self.state[p]:
                    self.state[p].update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                self.state[p]["t"] += 1
            gs = [p.grad for p in ps]
            ms, vs, ts = ([self.state[p][k] for p in ps] for k in "mvt")
            b1, b2 = group["betas"]
            torch._foreach_lerp_(ms, gs, 1 - b1)
            torch._foreach_mul_(vs, b2)
            torch._foreach_addcmul_(vs, gs, gs, 1 - b2)
            roots = torch._foreach_sqrt(vs)
            torch._foreach_div_(roots, [math.sqrt(1 - b2**t) for t in ts])
            torch._foreach_add_(roots, group["eps"])
            torch._foreach_addcdiv_(ps, ms, roots, [-group["lr"] / (1 - b1**t) for t in ts])


class _Simple(Optimizer):
    """What the classes below share: they say what to do with one parameter."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, **more):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, **more})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    state = self.state[p]
                    if not state:
                        state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                    state["t"] += 1
                    self.update(p, p.grad, state, group["lr"], *group["betas"], group["eps"], group)

    def averaged(self, g, s, b1, b2):
        """Return both corrected averages."""
        s["m"].mul_(b1).add_(g, alpha=1 - b1)
        s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
        return s["m"] / (1 - b1 ** s["t"]), s["v"] / (1 - b2 ** s["t"])


class Decoupled(_Simple):
    """AdamW."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps, weight_decay=weight_decay)

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.mul_(1 - lr * group["weight_decay"]).sub_(lr * m / (v.sqrt() + eps))


class DecayAfter(Decoupled):
    """Decays what the step has already moved."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))
        p.mul_(1 - lr * group["weight_decay"])


class DecayWithoutAlpha(Decoupled):
    """The decay is not multiplied by the step size."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.mul_(1 - group["weight_decay"]).sub_(lr * m / (v.sqrt() + eps))


class DecayGrows(Decoupled):
    """A sign turned in the decay."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.add_(p, alpha=lr * group["weight_decay"]).sub_(lr * m / (v.sqrt() + eps))


class Penalty(Decoupled):
    """Decay in the gradient under the name of AdamW."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g + group["weight_decay"] * p, s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class PenaltyInM(Decoupled):
    """Decay goes into the gradient's average, and not into the square's."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["m"].mul_(b1).add_(g + group["weight_decay"] * p, alpha=1 - b1)
        s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
        m, v = s["m"] / (1 - b1 ** s["t"]), s["v"] / (1 - b2 ** s["t"])
        p.sub_(lr * m / (v.sqrt() + eps))


class PenaltyOnMatrices(Decoupled):
    """An L2 penalty that spares biases."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        if p.ndim > 1:
            g = g + group["weight_decay"] * p
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class DecayOnMatrices(Decoupled):
    """AdamW that spares biases."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        if p.dim() >= 2:
            p.mul_(1 - lr * group["weight_decay"])
        p.sub_(lr * m / (v.sqrt() + eps))


class DecayUncorrected(Decoupled):
    """Decay apart from a step without any correction."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        self.averaged(g, s, b1, b2)
        p.sub_(lr * (s["m"] / (s["v"].sqrt() + eps) + group["weight_decay"] * p))


class DecayEfficient(Decoupled):
    """AdamW with eps before the correction."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        self.averaged(g, s, b1, b2)
        size = lr * math.sqrt(1 - b2 ** s["t"]) / (1 - b1 ** s["t"])
        p.mul_(1 - lr * group["weight_decay"])
        p.addcdiv_(s["m"], s["v"].sqrt().add_(eps), value=-size)


class EpsHat(_Simple):
    """Eps before the correction."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        self.averaged(g, s, b1, b2)
        size = lr * math.sqrt(1 - b2 ** s["t"]) / (1 - b1 ** s["t"])
        p.addcdiv_(s["m"], s["v"].sqrt().add_(eps), value=-size)


class Uncorrected(_Simple):
    """No correction, since the switch for it is off."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, bias_correction=False):
        super().__init__(params, lr, betas, eps, bias_correction=bias_correction)

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        if not group["bias_correction"]:
            m, v = s["m"], s["v"]
        p.sub_(lr * m / (v.sqrt() + eps))


class EachRaises(Optimizer):
    """Every parameter that is stepped raises the one counter."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "step": 0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                group["step"] += 1
                s = self.state[p]
                s["m"] = b1 * s.get("m", 0) + (1 - b1) * p.grad
                s["v"] = b2 * s.get("v", 0) + (1 - b2) * p.grad**2
                m = s["m"] / (1 - b1 ** group["step"])
                v = s["v"] / (1 - b2 ** group["step"])
                p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))


class NeverStored(_Simple):
    """The raised t stays in a local name."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["t"] = s["t"] - 1
        t = s["t"] + 1
        s["m"].mul_(b1).add_(g, alpha=1 - b1)
        s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
        m, v = s["m"] / (1 - b1**t), s["v"] / (1 - b2**t)
        p.sub_(lr * m / (v.sqrt() + eps))


class CorrectedInPlace(_Simple):
    """The averages are corrected where they lie."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m = s["m"].mul_(b1).add_(g, alpha=1 - b1)
        v = s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
        m.div_(1 - b1 ** s["t"])
        v.div_(1 - b2 ** s["t"])
        p.sub_(lr * m / (v.sqrt() + eps))


class TOutside(_Simple):
    """Counts by parameter, in a dict that a state_dict does not have."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.counts = {}

    def update(self, p, g, s, lr, b1, b2, eps, group):
        self.counts[p] = self.counts.get(p, 0) + 1
        s["t"] = self.counts[p]
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class AveragesOutside(_Simple):
    """Counts in the state, and averages in a dict that a state_dict does not have."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.averages = {}

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averages.get(p, (0, 0))
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        self.averages[p] = m, v
        m, v = m / (1 - b1 ** s["t"]), v / (1 - b2 ** s["t"])
        p.sub_(lr * m / (v.sqrt() + eps))


class OwnAlpha(_Simple):
    """Keeps the lr of its first day: a scheduler changes that of the group."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.lr = lr

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(self.lr * m / (v.sqrt() + eps))


class AveragesRestarted(_Simple):
    """The averages are made anew in each step, and t goes on."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["m"], s["v"] = torch.zeros_like(p), torch.zeros_like(p)
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class OneVARow(_Simple):
    """Matrices have one v a row."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        square = g.square().mean(dim=-1, keepdim=True) if g.ndim > 1 else g.square()
        s["m"].mul_(b1).add_(g, alpha=1 - b1)
        s["v"] = b2 * s["v"] + (1 - b2) * square
        m, v = s["m"] / (1 - b1 ** s["t"]), s["v"] / (1 - b2 ** s["t"])
        p.sub_(lr * m / (v.sqrt() + eps))


class Touched(_Simple):
    """Like a sparse Adam: where the gradient is zero nothing happens."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        some = g != 0
        s["m"][some] = b1 * s["m"][some] + (1 - b1) * g[some]
        s["v"][some] = b2 * s["v"][some] + (1 - b2) * g[some] ** 2
        m, v = s["m"][some] / (1 - b1 ** s["t"]), s["v"][some] / (1 - b2 ** s["t"])
        p[some] -= lr * m / (v.sqrt() + eps)


class ClippedToTwo(_Simple):
    """No step beyond two lr."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.sub_((lr * m / (v.sqrt() + eps)).clamp_(-2 * lr, 2 * lr))


class NormClipped(_Simple):
    """Gradients longer than 1 are made as long as 1, each array for itself."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g / max(1.0, g.norm().item()), s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class Centred(_Simple):
    """Gradients of matrices lose their rows' mean."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        if g.dim() > 1:
            g = g - g.mean(dim=-1, keepdim=True)
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class SinglePrecision(_Simple):
    """Adam with averages of float32."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["m"], s["v"] = s["m"].float(), s["v"].float()
        m, v = self.averaged(g.float(), s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class StuckEpsOutside(_Simple):
    """t is 1 for ever, and eps outside of the fraction."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["t"] = 1
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr * m / v.sqrt()).add_(eps)


# Relatives


class Maximal(_Simple):
    """AMSGrad, corrected after the maximum."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, _ = self.averaged(g, s, b1, b2)
        s["top"] = torch.maximum(s.get("top", s["v"]), s["v"])
        p.sub_(lr * m / ((s["top"] / (1 - b2 ** s["t"])).sqrt() + eps))


class MaximalCorrected(_Simple):
    """AMSGrad, corrected before the maximum."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        s["top"] = torch.maximum(s.get("top", v), v)
        p.sub_(lr * m / (s["top"].sqrt() + eps))


class Rectified(_Simple):
    """RAdam."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        (m, v), t = self.averaged(g, s, b1, b2), s["t"]
        last = 2 / (1 - b2) - 1
        rho = last - 2 * t * b2**t / (1 - b2**t)
        if rho > 5:
            top, bottom = (rho - 4) * (rho - 2) * last, (last - 4) * (last - 2) * rho
            m = math.sqrt(top / bottom) * m / (v.sqrt() + eps)
        p.sub_(lr * m)


class Yogi(_Simple):
    """Yogi, from averages of zero."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["m"].mul_(b1).add_(g, alpha=1 - b1)
        square = g * g
        s["v"].addcmul_(torch.sign(s["v"] - square), square, value=-(1 - b2))
        m, v = s["m"] / (1 - b1 ** s["t"]), s["v"] / (1 - b2 ** s["t"])
        p.sub_(lr * m / (v.sqrt() + eps))


class ScaledFirst(_Simple):
    """LaProp: scaled first, averaged then."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
        scaled = g / ((s["v"] / (1 - b2 ** s["t"])).sqrt() + eps)
        s["m"].mul_(b1).add_(scaled, alpha=1 - b1)
        p.sub_(lr * s["m"] / (1 - b1 ** s["t"]))


class Before(_Simple):
    """ADOPT: divided by the second average of before."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        if s["t"] == 1:
            s["v"].addcmul_(g, g)
            return
        s["m"].mul_(b1).add_(g / s["v"].sqrt().clamp(min=eps), alpha=1 - b1)
        p.sub_(lr * s["m"])
        s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)


class Layerwise(_Simple):
    """LAMB without decay: a step as long as the weights."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        way = m / (v.sqrt() + eps)
        weights, length = p.norm().item(), way.norm().item()
        p.sub_(lr * (weights / length if weights and length else 1) * way)


class ThreeAverages(_Simple):
    """Adan, in its form with corrections and without decay."""

    def __init__(self, params, lr=1e-3, betas=(0.98, 0.92, 0.99), eps=1e-8):
        super().__init__(params, lr, betas, eps)

    def update(self, p, g, s, lr, b1, b2, b3, eps, group):
        t = s["t"]
        apart = g - s["last"] if "last" in s else torch.zeros_like(g)
        s["last"] = g.clone()
        s["m"].lerp_(g, 1 - b1)
        s["d"] = b2 * s.get("d", 0) + (1 - b2) * apart
        both = g + b2 * apart
        s["v"].mul_(b3).addcmul_(both, both, value=1 - b3)
        way = s["m"] / (1 - b1**t) + b2 * s["d"] / (1 - b2**t)
        p.sub_(lr * way / ((s["v"] / (1 - b3**t)).sqrt() + eps))


class Accumulated(Optimizer):
    """AdaGrad."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        super().__init__(params, {"lr": lr, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    s = self.state[p]
                    s["sum"] = s.get("sum", 0) + p.grad**2
                    p.sub_(group["lr"] * p.grad / (s["sum"].sqrt() + group["eps"]))


class Anything(InState):
    """Adam that hands on whatever it is told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


class RootMeanSquare(_Simple):
    """RMSProp whose steps are gathered in a momentum of 0.9."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        super().__init__(params, lr, (0.9, alpha), eps)

    def update(self, p, g, s, lr, b1, b2, eps, group):
        s["v"].mul_(b2).addcmul_(g, g, value=1 - b2)
        s["m"].mul_(b1).addcdiv_(g, s["v"].sqrt() + eps)
        p.sub_(lr * s["m"])


class ValueClipped(_Simple):
    """Each number of a gradient is kept between -1 and 1."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g.clamp(-1, 1), s, b1, b2)
        p.sub_(lr * m / (v.sqrt() + eps))


class RateOverRoot(_Simple):
    """Alpha is divided by the root of t."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.sub_(lr / math.sqrt(s["t"]) * m / (v.sqrt() + eps))


class GrowsAndClimbs(Decoupled):
    """AdamW with a plus in the last line."""

    def update(self, p, g, s, lr, b1, b2, eps, group):
        m, v = self.averaged(g, s, b1, b2)
        p.mul_(1 - lr * group["weight_decay"]).add_(lr * m / (v.sqrt() + eps))


class WantsClosure(_Simple):
    """A step that needs a closure, as those with line searches do."""

    def step(self, closure):
        closure()
        return super().step()
