"""What the animals of the zoo do: Algorithm 1 and its relatives, written for comparison.

:class:`Adam` has one method a part of Algorithm 1. A slip is a class that changes one part, so
that two slips are a class that inherits from both. Nothing here is fast or short on purpose.
"""

from types import SimpleNamespace

import numpy as np


class Adam:
    """Algorithm 1."""

    def __init__(self, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **more):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.more = more
        self.sweeps = 0  # calls that stepped all arrays
        self.steps = 0  # arrays stepped

    def init(self, theta):
        return SimpleNamespace(t=0, m=np.zeros_like(theta), v=np.zeros_like(theta))

    def sweep(self, thetas, gradients, states):
        """Step all arrays that have a gradient."""
        self.sweeps += 1
        found = []
        for theta, g, state in zip(thetas, gradients, states, strict=True):
            if g is not None:
                self.steps += 1
                theta = self.step(theta, g, state)
            found.append(theta)
        return found

    def step(self, theta, g, s):
        t = self.time(s)
        g = self.gradient(g, theta)
        self.average(s, g, theta)
        m, v = self.correct(s, t)
        theta = self.decay(theta)
        return self.move(theta, self.alpha * self.over(m, v, g, s, t), g, s)

    def over(self, m, v, g, s, t):
        return m / self.root(v, t)

    def time(self, s):
        s.t += 1
        return s.t

    def gradient(self, g, theta):
        return g

    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2

    def correct(self, s, t):
        return s.m / self.of(self.beta1, t), s.v / self.of(self.beta2, t)

    def of(self, beta, t):
        return np.asarray(1 - beta**t, dtype=float)

    def root(self, v, t):
        return np.sqrt(v) + self.eps

    def decay(self, theta):
        return theta

    def move(self, theta, delta, g, s):
        return theta - delta

    def restored(self, states):
        """Go on from a state_dict, in a new object."""

    def rescheduled(self, alpha):
        """Take another step size from now on."""
        self.alpha = alpha


class AdamW(Adam):
    """Decay apart from the step."""

    def decay(self, theta):
        return theta - self.alpha * self.more["weight_decay"] * theta


# Time and the corrections


class NoCorrection(Adam):
    def correct(self, s, t):
        return s.m, s.v


class OnlyM(Adam):
    def correct(self, s, t):
        return s.m / self.of(self.beta1, t), s.v


class OnlyV(Adam):
    def correct(self, s, t):
        return s.m, s.v / self.of(self.beta2, t)


class FromZero(Adam):
    def time(self, s):
        s.t += 1
        return s.t - 1


class GuardedFromZero(FromZero):
    def correct(self, s, t):
        return super().correct(s, t) if t else (s.m, s.v)


class HeldAtOne(FromZero):
    def time(self, s):
        return max(super().time(s), 1)


class FromTwo(Adam):
    def time(self, s):
        return super().time(s) + 1


class Twice(Adam):
    """Counted twice in each step."""

    def time(self, s):
        return 2 * super().time(s)


class Stuck(Adam):
    def time(self, s):
        return 1


class Shared(Adam):
    def time(self, s):
        if self.more.get("each_number"):
            self.numbers = getattr(self, "numbers", 0) + s.m.size
            return self.numbers + 1 - np.arange(s.m.size, 0, -1).reshape(s.m.shape)
        return -(-self.steps // self.more.get("arrays_a_count", 1))


class JoinsLate(Adam):
    def time(self, s):
        s.t = self.sweeps  # so that it can be lost
        return s.t


class NotSaved(Adam):
    def restored(self, states):
        self.sweeps = self.steps = 0
        for s in states:
            s.t = 0


class AveragesNotSaved(Adam):
    def restored(self, states):
        for s in states:
            s.m, s.v = 0 * s.m, 0 * s.v


class Multiplied(Adam):
    def correct(self, s, t):
        return s.m * self.of(self.beta1, t), s.v * self.of(self.beta2, t)


class PowerOutside(Adam):
    def of(self, beta, t):
        return np.float64(1 - beta) ** t


class OneMinus(Adam):
    """Divide by beta^t."""

    def of(self, beta, t):
        return 1 - np.float64(1 - beta**t)


class StateKept(Adam):
    def correct(self, s, t):
        s.m, s.v = super().correct(s, t)
        return s.m, s.v


class MSquared(Adam):
    def correct(self, s, t):
        m, v = super().correct(s, t)
        return m / self.of(self.beta1, t), v


class VSquared(Adam):
    def correct(self, s, t):
        m, v = super().correct(s, t)
        return m, v / self.of(self.beta2, t)


class CorrectedTwice(Adam):
    """Both in the averages and in the step size."""

    def over(self, m, v, g, s, t):
        size = np.sqrt(self.of(self.beta2, t)) / self.of(self.beta1, t)
        return size * super().over(m, v, g, s, t)


# eps


class EpsOutside(Adam):
    def root(self, v, t):
        return np.sqrt(v)

    def move(self, theta, delta, g, s):
        return theta - delta + self.eps


class EpsInside(Adam):
    def root(self, v, t):
        return np.sqrt(v + self.eps)


class EpsHat(Adam):
    def root(self, v, t):
        return np.sqrt(v) + self.eps / np.sqrt(self.of(self.beta2, t))


class NoEps(Adam):
    def root(self, v, t):
        return np.sqrt(v)


class MinusEps(Adam):
    def root(self, v, t):
        return np.sqrt(v) - self.eps


class MaxEps(Adam):
    """The larger of both."""

    def root(self, v, t):
        return np.maximum(np.sqrt(v), self.eps)


# The averages


class VFromM(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * s.m**2


class SquareOfMean(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = (self.beta2 * np.sqrt(s.v) + (1 - self.beta2) * abs(g)) ** 2


class AllCoordinates(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * np.sum(g**2)


class NoRoot(Adam):
    def root(self, v, t):
        return v + self.eps


class Swapped(Adam):
    def __init__(self, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **more):
        super().__init__(alpha, beta2, beta1, eps, **more)


class AfterUse(Adam):
    def step(self, theta, g, s):
        before = SimpleNamespace(m=s.m, v=s.v)
        t = self.time(s)
        m, v = self.correct(before, t)
        theta = self.move(self.decay(theta), self.alpha * m / self.root(v, t), g, s)
        self.average(s, g, theta)
        return theta


class Aliased(Adam):
    def average(self, s, g, theta):
        s.m = self.beta2 * (self.beta1 * s.m + (1 - self.beta1) * g) + (1 - self.beta2) * g**2
        s.v = s.m


class Forgotten(Adam):
    def step(self, theta, g, s):
        return super().step(theta, g, self.init(theta))


class AveragesForgotten(Adam):
    def average(self, s, g, theta):
        s.m, s.v = (1 - self.beta1) * g, (1 - self.beta2) * g**2


class LazyAverages(Adam):
    def average(self, s, g, theta):
        m, v = s.m, s.v
        super().average(s, g, theta)
        s.m, s.v = np.where(g, s.m, m), np.where(g, s.v, v)


class LazySteps(LazyAverages):
    def move(self, theta, delta, g, s):
        return np.where(g, theta - delta, theta)


class Beta1ForV(Adam):
    """The new gradient's square has the weight 1 - beta1."""

    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta1) * g**2


class WeightsTurned(Adam):
    """The new gradient gets beta, the average 1 - beta."""

    def average(self, s, g, theta):
        s.m = (1 - self.beta1) * s.m + self.beta1 * g
        s.v = (1 - self.beta2) * s.v + self.beta2 * g**2


class MWithoutWeight(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2


class NotSquared(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * g


class GForM(Adam):
    """Step along the gradient: RMSProp with a correction."""

    def over(self, m, v, g, s, t):
        return g / self.root(v, t)


class HalfCount(Adam):
    def time(self, s):
        return np.float16(super().time(s))


class ByteCount(Adam):
    def time(self, s):
        return (super().time(s) + 128) % 256 - 128


class HalfPrecision(Adam):
    def average(self, s, g, theta):
        super().average(s, g, theta)
        s.m, s.v = (x.astype("float16").astype("float64") for x in (s.m, s.v))


# The step, decay, and what arrays look like


class ColumnsStay(Adam):
    def move(self, theta, delta, g, s):
        return theta - delta if theta.flags.c_contiguous else theta


class Rounded(Adam):
    def move(self, theta, delta, g, s):
        return np.round(theta - delta, 4)


class OverT(Adam):
    def over(self, m, v, g, s, t):
        return super().over(m, v, g, s, t) / (1 + t / 1000)


class Climbs(Adam):
    def move(self, theta, delta, g, s):
        return theta + delta


class ClimbsOnMatrices(Adam):
    def move(self, theta, delta, g, s):
        return theta + delta if theta.ndim > 1 else theta - delta


class L2(Adam):
    def gradient(self, g, theta):
        return g + self.more["weight_decay"] * theta


class L2OnMatrices(L2):
    def gradient(self, g, theta):
        return super().gradient(g, theta) if theta.ndim > 1 else g


class DecayOnMatrices(AdamW):
    def decay(self, theta):
        return super().decay(theta) if theta.ndim > 1 else theta


class DecayInM(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * (g + self.more["weight_decay"] * theta)
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2


class DecayAfterStep(Adam):
    def move(self, theta, delta, g, s):
        return (theta - delta) * (1 - self.alpha * self.more["weight_decay"])


class DecayWithoutAlpha(Adam):
    def decay(self, theta):
        return theta * (1 - self.more["weight_decay"])


class DecayTwice(AdamW):
    def decay(self, theta):
        return super().decay(super().decay(theta))


class DecayGrows(Adam):
    """Decay of the wrong sign."""

    def decay(self, theta):
        return theta + self.alpha * self.more["weight_decay"] * theta


class VPerRow(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        square = np.mean(g**2, axis=-1, keepdims=True) if g.ndim > 1 else g**2
        s.v = self.beta2 * s.v + (1 - self.beta2) * square


class FirstRows(Adam):
    def move(self, theta, delta, g, s):
        rows = np.arange(len(theta)) < self.more["rows"]
        return theta - delta * rows.reshape(-1, *[1] * (theta.ndim - 1))


class UpdatesClipped(Adam):
    def move(self, theta, delta, g, s):
        bound = self.more["bound"] * self.alpha
        return theta - np.clip(delta, -bound, bound)


class WeightsClipped(Adam):
    def move(self, theta, delta, g, s):
        return np.clip(theta - delta, -self.more["bound"], self.more["bound"])


class GradientClipped(Adam):
    def gradient(self, g, theta):
        return g / max(1, np.linalg.norm(g) / self.more["bound"])


class GradientCentred(Adam):
    def gradient(self, g, theta):
        return g - g.mean(axis=-1, keepdims=True) if g.ndim > 1 else g


class AlphaFrozen(Adam):
    def rescheduled(self, alpha):
        pass


class AlphaFalls(Adam):
    def step(self, theta, g, s):
        alpha, self.alpha = self.alpha, self.alpha / np.sqrt(s.t + 1)
        theta = super().step(theta, g, s)
        self.alpha = alpha
        return theta


class Warmup(Adam):
    def step(self, theta, g, s):
        alpha, self.alpha = self.alpha, self.alpha * min(1, (s.t + 1) / self.more["warmup"])
        theta = super().step(theta, g, s)
        self.alpha = alpha
        return theta


class HaltsAfter400(Adam):
    """After 400 steps all are of a tenth."""

    def move(self, theta, delta, g, s):
        return theta - (delta if s.t <= 400 else delta / 10)


class IgnoresBetas(Adam):
    def __init__(self, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **more):
        super().__init__(alpha, 0.9, 0.999, eps, **more)


class IgnoresEps(Adam):
    def __init__(self, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **more):
        super().__init__(alpha, beta1, beta2, 1e-8, **more)


class IgnoresAlpha(Adam):
    def __init__(self, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **more):
        super().__init__(1e-3, beta1, beta2, eps, **more)


# Relatives


class AMSGrad(Adam):
    def correct(self, s, t):
        m, v = super().correct(s, t)
        s.top = np.maximum(getattr(s, "top", 0), v)
        return m, s.top


class AMSGradCorrectedLast(Adam):
    def correct(self, s, t):
        s.top = np.maximum(getattr(s, "top", 0), s.v)
        return s.m / self.of(self.beta1, t), s.top / self.of(self.beta2, t)


class AMSGradUncorrected(Adam):
    def correct(self, s, t):
        s.top = np.maximum(getattr(s, "top", 0), s.v)
        return s.m, s.top


class AdaMax(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = np.maximum(self.beta2 * s.v, abs(g))

    def correct(self, s, t):
        return s.m / self.of(self.beta1, t), s.v

    def root(self, v, t):
        return v + self.eps


class NAdam(Adam):
    def over(self, m, v, g, s, t):
        ahead = self.beta1 * m + (1 - self.beta1) * g / self.of(self.beta1, t)
        return ahead / self.root(v, t)


class RAdam(Adam):
    def over(self, m, v, g, s, t):
        last = 2 / (1 - self.beta2) - 1
        rho = last - 2 * t * self.beta2**t / (1 - self.beta2**t)
        if rho <= 5:
            return m
        r = np.sqrt((rho - 4) * (rho - 2) * last / ((last - 4) * (last - 2) * rho))
        return r * m / self.root(v, t)


class AdaBelief(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * (g - s.m) ** 2


class Yogi(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = s.v - (1 - self.beta2) * np.sign(s.v - g**2) * g**2


class LaProp(Adam):
    def step(self, theta, g, s):
        t = self.time(s)
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
        scaled = g / self.root(s.v / self.of(self.beta2, t), t)
        s.m = self.beta1 * s.m + (1 - self.beta1) * scaled
        return theta - self.alpha * s.m / self.of(self.beta1, t)


class Adopt(Adam):
    """The denominator is that of before; the first gradient only starts v."""

    def step(self, theta, g, s):
        if self.time(s) == 1:
            s.v = g**2
            return theta
        scaled = g / np.maximum(np.sqrt(s.v), self.eps)
        s.m = self.beta1 * s.m + (1 - self.beta1) * scaled
        s.v = self.beta2 * s.v + (1 - self.beta2) * g**2
        return theta - self.alpha * s.m


class Lion(Adam):
    def step(self, theta, g, s):
        way = np.sign(self.beta1 * s.m + (1 - self.beta1) * g)
        s.m = self.beta2 * s.m + (1 - self.beta2) * g
        return theta - self.alpha * way


class Lamb(Adam):
    def move(self, theta, delta, g, s):
        length, step = np.linalg.norm(theta), np.linalg.norm(delta / self.alpha)
        return theta - delta * (length / step if length and step else 1)


class Adan(Adam):
    """With three averages: of gradients, of their differences, and of what both make squared."""

    def step(self, theta, g, s):
        b1, b2, b3 = self.more["betas"]
        t = self.time(s)
        apart = g - s.last if t > 1 else np.zeros_like(g)
        s.last = g
        s.m = b1 * s.m + (1 - b1) * g
        s.d = b2 * getattr(s, "d", 0) + (1 - b2) * apart
        s.v = b3 * s.v + (1 - b3) * (g + b2 * apart) ** 2
        way = s.m / self.of(b1, t) + b2 * s.d / self.of(b2, t)
        return theta - self.alpha * way / (np.sqrt(s.v / self.of(b3, t)) + self.eps)


class SGDOnVectors(Adam):
    def step(self, theta, g, s):
        return super().step(theta, g, s) if theta.ndim > 1 else theta - self.alpha * g


class NotSquaredOnVectors(Adam):
    def average(self, s, g, theta):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        s.v = self.beta2 * s.v + (1 - self.beta2) * (g**2 if theta.ndim > 1 else g)


class ValueClipped(Adam):
    def gradient(self, g, theta):
        return np.clip(g, -self.more["bound"], self.more["bound"])


class Padam(Adam):
    def root(self, v, t):
        return v**0.25 + self.eps


class QHAdam(Adam):
    def over(self, m, v, g, s, t):
        return (0.3 * g + 0.7 * m) / self.root(v, t)


class Signum(Adam):
    def step(self, theta, g, s):
        s.m = self.beta1 * s.m + (1 - self.beta1) * g
        return theta - self.alpha * np.sign(s.m)


class Nesterov(Adam):
    def step(self, theta, g, s):
        s.m = 0.9 * s.m + g
        return theta - self.alpha * (g + 0.9 * s.m)


class RMSPropMomentum(Adam):
    def step(self, theta, g, s):
        s.v = self.more["rho"] * s.v + (1 - self.more["rho"]) * g**2
        s.m = 0.9 * s.m + g / (np.sqrt(s.v) + self.eps)
        return theta - self.alpha * s.m


class SGD(Adam):
    def step(self, theta, g, s):
        return theta - self.alpha * g


class Momentum(Adam):
    def step(self, theta, g, s):
        s.m = 0.9 * s.m + g
        return theta - self.alpha * s.m


class RMSProp(Adam):
    def step(self, theta, g, s):
        s.v = self.more["rho"] * s.v + (1 - self.more["rho"]) * g**2
        return theta - self.alpha * g / (np.sqrt(s.v) + self.eps)


class AdaGrad(Adam):
    def step(self, theta, g, s):
        s.v = s.v + g**2
        return theta - self.alpha * g / (np.sqrt(s.v) + self.eps)


#: What each name of a verdict does.
TRUTHS = {
    "Adam": Adam,
    "AdamW": AdamW,
    "no_correction": NoCorrection,
    "only_m_corrected": OnlyM,
    "only_v_corrected": OnlyV,
    "t_from_zero": FromZero,
    "t_stuck": Stuck,
    "shared_t": Shared,
    "correction_multiplied": Multiplied,
    "correction_without_power": Stuck,
    "power_outside": PowerOutside,
    "corrected_state_kept": StateKept,
    "eps_outside_fraction": EpsOutside,
    "eps_inside_root": EpsInside,
    "eps_hat_for_eps": EpsHat,
    "no_eps": NoEps,
    "v_from_m": VFromM,
    "square_of_mean": SquareOfMean,
    "v_of_all_coordinates": AllCoordinates,
    "no_square_root": NoRoot,
    "betas_swapped": Swapped,
    "averages_after_use": AfterUse,
    "state_aliased": Aliased,
    "state_forgotten": Forgotten,
    "wrong_sign": Climbs,
    "l2_for_decoupled": L2,
    # slips without a name in adamtext.teach.mistakes today; SLIPS says what they are
    "t_guarded_from_zero": GuardedFromZero,
    "t_held_at_one": HeldAtOne,
    "t_from_two": FromTwo,
    "t_counted_twice": Twice,
    "joins_late": JoinsLate,
    "t_not_saved": NotSaved,
    "averages_not_saved": AveragesNotSaved,
    "m_correction_squared": MSquared,
    "v_correction_squared": VSquared,
    "corrected_twice": CorrectedTwice,
    "correction_is_beta_power": OneMinus,
    "minus_eps": MinusEps,
    "max_eps": MaxEps,
    "averages_forgotten": AveragesForgotten,
    "lazy_averages": LazyAverages,
    "lazy_steps": LazySteps,
    "beta1_for_v": Beta1ForV,
    "weights_turned": WeightsTurned,
    "m_without_weight": MWithoutWeight,
    "g_not_squared": NotSquared,
    "g_for_m": GForM,
    "half_precision_averages": HalfPrecision,
    "climbs_on_matrices": ClimbsOnMatrices,
    "l2_on_matrices": L2OnMatrices,
    "decay_on_matrices": DecayOnMatrices,
    "sgd_on_vectors": SGDOnVectors,
    "g_not_squared_on_vectors": NotSquaredOnVectors,
    "gradient_values_clipped": ValueClipped,
    "v_per_row": VPerRow,
    "first_rows_only": FirstRows,
    "decay_in_m": DecayInM,
    "decay_after_step": DecayAfterStep,
    "decay_without_alpha": DecayWithoutAlpha,
    "decay_of_wrong_sign": DecayGrows,
    "decay_twice": DecayTwice,
    "half_count": HalfCount,
    "byte_count": ByteCount,
    "columns_stay": ColumnsStay,
    "weights_rounded": Rounded,
    "alpha_over_t": OverT,
    "updates_clipped": UpdatesClipped,
    "weights_clipped": WeightsClipped,
    "gradient_clipped": GradientClipped,
    "gradient_centred": GradientCentred,
    "alpha_frozen": AlphaFrozen,
    "alpha_falls": AlphaFalls,
    "warmup_inside": Warmup,
    "changes_after_400": HaltsAfter400,
    "ignores_betas": IgnoresBetas,
    "ignores_eps": IgnoresEps,
    "ignores_alpha": IgnoresAlpha,
    # relatives
    "AMSGrad": AMSGrad,
    "AMSGrad, corrected last": AMSGradCorrectedLast,
    "AMSGrad, uncorrected": AMSGradUncorrected,
    "AdaMax": AdaMax,
    "NAdam": NAdam,
    "RAdam": RAdam,
    "AdaBelief": AdaBelief,
    "Yogi": Yogi,
    "LaProp": LaProp,
    "ADOPT": Adopt,
    "Lion": Lion,
    "LAMB": Lamb,
    "Adan": Adan,
    "SGD": SGD,
    "SGD with momentum 0.9": Momentum,
    "SGD with Nesterov momentum 0.9": Nesterov,
    "Signum": Signum,
    "Padam": Padam,
    "QHAdam": QHAdam,
    "RMSProp with momentum": RMSPropMomentum,
    "RMSProp": RMSProp,
    "AdaGrad": AdaGrad,
}


def truth(name):
    """Return the class of a name, or of several names that "+" joins."""
    parts = [TRUTHS[part] for part in name.split(" + ")]
    return parts[0] if len(parts) == 1 else type(name, tuple(parts), {})
