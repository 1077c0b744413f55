"""The quadratic models of SFO: one for each subfunction, all in coordinates of one small subspace.

Coordinates are padded with zeros to the largest size that the subspace may have. What is the
paper's and what is ours: :mod:`adamtext.lab.sfo`.
"""

import numpy as np
from scipy.linalg import cho_factor, cho_solve, qr

EXPLORED = 0.7  # length of a history along a direction that counts, in units of its greatest
FLAT = 1e-8  # a ratio of eigenvalues, or a cosine, below which curvature is taken for rounding


class Models:
    """The quadratic models g_i of the ``active`` subfunctions, in coordinates of the subspace."""

    def __init__(self, num, max_dim, history):
        self.num, self.history = num, history
        self.active, self.size, self.waiting = 0, 0, 0
        self.value, self.beta = np.zeros(num), np.zeros(num)
        self.position, self.gradient = np.zeros((2, num, max_dim))
        self.hessian = np.zeros((num, max_dim, max_dim))
        self.pairs = [np.zeros((0, 2, max_dim)) for _ in range(num)]

    def learn(self, i, x, value, gradient, size, first_step):
        """Take in f_i and its gradient at ``x``: g_i is expanded there, and BFGS makes H_i."""
        new = np.arange(self.size, size)
        self.hessian[: self.active, new, new] = self.beta[: self.active, None]
        self.size = k = size
        if i == self.active:
            if i and k:
                self.beta[i] = np.median(np.linalg.eigvalsh(self.total_hessian())) / i
            else:  # a jump as long as first_step
                self.beta[i] = np.linalg.norm(gradient) / first_step or 1.0
            self.hessian[i, :k, :k] = self.beta[i] * np.eye(k)
            self.active, self.waiting = i + 1, int(i > 0)  # f_0 is evaluated twice
        else:
            pair = np.stack([x - self.position[i], gradient - self.gradient[i]])
            self.pairs[i] = np.concatenate([self.pairs[i], pair[None]])[-self.history :]
            moves, changes = self.pairs[i][:, 0, :k], self.pairs[i][:, 1, :k]
            self.beta[i] = smallest_curvature(moves, changes) or self.beta[i]
            self.hessian[i, :k, :k] = bfgs(moves, changes, self.beta[i])
            self.waiting += 1
        self.value[i], self.position[i], self.gradient[i] = value, x, gradient

    def offsets(self, x):
        """Return ``x`` less each position, and H_i times that; both of shape (active, size)."""
        n, k = self.active, self.size
        d = (x - self.position[:n])[:, :k]
        return d, (self.hessian[:n, :k, :k] @ d[:, :, None])[:, :, 0]

    def values(self, x):
        """Return all g_i at ``x``."""
        d, hd = self.offsets(x)
        gradient = self.gradient[: self.active, : self.size]
        return self.value[: self.active] + ((gradient + hd / 2) * d).sum(axis=1)

    def total_hessian(self):
        """Return the Hessian of G."""
        return self.hessian[: self.active, : self.size, : self.size].sum(axis=0)

    def solve(self, b):
        """Return H⁻¹ b, H the Hessian of G; ``b`` has shape (size,) or (size, columns)."""
        return cho_solve(cho_factor(self.total_hessian()), b) if self.size else b

    def jump(self, x):
        """Return the way from ``x`` to the minimum of G, a Newton step: -H⁻¹ G'."""
        gradient = (self.gradient[: self.active, : self.size] + self.offsets(x)[1]).sum(axis=0)
        jump = np.zeros(len(x))
        jump[: self.size] = -self.solve(gradient)
        return jump

    def is_bad(self, i, value, x, tried):
        """Tell whether f_i, ``value`` at ``tried``, rose, and by more than G promised to fall."""
        if i == self.active or value <= self.value[i]:
            return False
        promised = self.values(tried)
        return value - promised[i] > self.values(x).mean() - promised.mean()

    def choose(self, x):
        """Return a subfunction never met, if it is time for one; else the farthest from ``x``.

        It is time when the others have been gone through, or when their gradients are noise. How
        far a subfunction is, (x - x_i)ᵀ H (x - x_i), tells how stale its model is.
        """
        if self.active < self.num and (self.waiting >= self.active or self.is_noise()):
            return self.active
        d = (x - self.position[: self.active])[:, : self.size]
        far = ((d @ self.total_hessian()) * d).sum(axis=1)
        return int(np.argmax(far >= (1 - FLAT) * far.max()))  # rounding decides no tie

    def is_noise(self):
        """Tell whether the mean gradient is within its standard error, by the metric H⁻¹."""
        n = self.active
        g = self.gradient[:n, : self.size]
        scaled = self.solve(g.T).T
        return n > 1 and g.mean(axis=0) @ scaled.mean(axis=0) < (g * scaled).sum() / (n * (n - 1))

    def basis(self, x):
        """Return an orthonormal basis, of shape (size, kept), of all that is to be kept.

        That is each subfunction's last position and last gradient, and the walk's place ``x``.
        """
        n = self.active
        vectors = np.vstack([self.position[:n], self.gradient[:n], x])[:, : self.size].T
        lengths = np.linalg.norm(vectors, axis=0)
        q, r, _ = qr(vectors / np.where(lengths, lengths, 1), mode="economic", pivoting=True)
        return q[:, abs(np.diag(r)) > 1e-12]

    def turn(self, basis):
        """Go over to that basis; what of the histories lies outside is lost."""
        self.position, self.gradient = turned(self.position, basis), turned(self.gradient, basis)
        half = turned(self.hessian, basis)
        self.hessian = turned(half.swapaxes(1, 2), basis)
        self.pairs = [turned(pairs, basis) for pairs in self.pairs]
        self.size = basis.shape[1]


def turned(x, basis):
    """Return ``x``, padded coordinates on its last axis, in a ``basis`` of shape (size, kept)."""
    size, kept = basis.shape
    new = np.zeros_like(x)
    new[..., :kept] = x[..., :size] @ basis
    return new


def smallest_curvature(moves, changes):
    """Return β: the least eigenvalue of a B whose square solves ΔF'ᵀ ΔF' = ΔXᵀ B² ΔX.

    ``moves`` and ``changes``, of shape (steps, size), are the transposes of ΔX and ΔF'. The same
    in a basis of the moves: the least singular value of ΔF' ΔX⁺.
    """
    lengths = np.linalg.norm(moves, axis=1)
    some = lengths > 0
    if not some.any():
        return 0.0
    moves, changes = (rows[some] / lengths[some, None] for rows in (moves, changes))
    u, s, _ = np.linalg.svd(moves, full_matrices=False)
    u, s = u[:, s > EXPLORED * s[0]], s[s > EXPLORED * s[0]]
    return float(np.linalg.svd((u / s).T @ changes, compute_uv=False)[-1])


def bfgs(moves, changes, beta):
    """Return H, of shape (size, size): from β I by the BFGS formula, oldest move first.

    Negative curvature is let in. At the end eigenvalues that are not positive, or all but zero,
    become the median of the others.
    """
    H = beta * np.eye(moves.shape[1])
    for s, y in zip(moves, changes, strict=True):
        hs = H @ s
        if s @ hs > 0 and abs(y @ s) > FLAT * np.linalg.norm(y) * np.linalg.norm(s):
            H = H + np.outer(y, y) / (y @ s) - np.outer(hs, hs) / (s @ hs)
    w, u = np.linalg.eigh(H)
    low = w < FLAT * abs(w).max(initial=0)
    usual = beta if low.all() else np.median(w[~low])
    return (u * np.where(low, usual, w)) @ u.T if low.any() else H
