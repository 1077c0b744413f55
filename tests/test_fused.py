"""The compiled loops: the numbers of the readable rules, in place, and honest refusals."""

import builtins
import math
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import adamtext
from adamtext import fused, loops
from adamtext.loops import PIECE, compiled
from adamtext.memory import CACHE_LINE, aligned_zeros

numba = pytest.importorskip("numba")
NAMES = ["adam", "adamw", "adamax"]
FLOATS = [np.float32, np.float64]


def pair(name, **hyper):
    return getattr(adamtext, name)(**hyper), getattr(fused, name)(**hyper)


def descend(optimizer, theta, gradients):
    """Feed a stream of gradients to a copy of theta; return the last theta and state."""
    theta = theta.copy()
    state = optimizer.init(theta)
    with np.errstate(all="ignore"):
        for g in gradients:
            theta, state = optimizer.step(theta, g, state)
    return theta, state


def assert_same(name, start, gradients, **hyper):
    """A few units in the last place of the largest number that was rounded on the way."""
    (theta, state), (ours, ours_state) = (descend(o, start, gradients) for o in pair(name, **hyper))
    ulp = np.finfo(start.dtype).eps
    assert ours.dtype == start.dtype
    assert ours_state.t == state.t
    for mine, expected in zip((ours, *ours_state[1:]), (theta, *state[1:]), strict=True):
        assert mine.dtype == start.dtype
        assert mine.shape == start.shape
        np.testing.assert_allclose(mine, expected, rtol=8 * ulp, atol=0)


def stream(kind, steps, shape, dtype):
    rng = np.random.default_rng(1412)
    gradients = rng.normal(size=(steps, *shape))
    if kind == "of all sizes":
        gradients *= 10.0 ** rng.integers(-12, 12, shape)
    gradients *= {"tiny": 1e-30, "huge": 1e18, "zero": 0.0}.get(kind, 1.0)
    if kind == "rare":
        gradients *= rng.random(gradients.shape) < 0.02
    return gradients.astype(dtype)


@pytest.mark.parametrize("kind", ["random", "of all sizes", "tiny", "huge", "zero", "rare"])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_steps_agree_with_the_readable_rule(name, dtype, kind):
    start = np.random.default_rng(0).normal(size=(7, 5)).astype(dtype)
    assert_same(name, start, stream(kind, 200, (7, 5), dtype))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", NAMES)
def test_hyper_parameters_and_functions_of_t_agree(name, dtype):
    start = np.linspace(-1, 1, 33).astype(dtype)
    gradients = stream("random", 200, (33,), dtype)
    assert_same(name, start, gradients, alpha=0.1, beta1=0.0, beta2=0.9, eps=1e-3)
    alpha, beta1 = lambda t: 0.1 / math.sqrt(t), lambda t: 0.9 * 0.99**t
    assert_same(name, start, gradients, alpha=alpha, beta1=beta1)


@pytest.mark.parametrize("name", NAMES)
def test_betas_that_are_no_floats_of_python_lose_nothing(name):
    single = {"beta1": np.float32(0.9), "beta2": np.float32(0.999)}
    double = {key: float(value) for key, value in single.items()}
    gradients = stream("x", 30, (7,), np.float64)
    rules = (getattr(fused, name)(**hyper) for hyper in (single, double))
    (theta, _), (expected, _) = (descend(rule, np.linspace(-1, 1, 7), gradients) for rule in rules)
    np.testing.assert_array_equal(theta, expected)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_finite_goes_where_the_readable_rule_sends_it(name, dtype, bad):
    gradients = stream("random", 20, (40,), dtype)
    gradients[5, 3] = bad
    assert_same(name, np.ones(40, dtype), gradients)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_whose_squares_overflow(name):
    assert_same(name, np.ones(20, np.float32), stream("huge", 20, (20,), np.float32) * 1e10)


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 0), (17,), (2, 3, 4)])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", NAMES)
def test_any_shape(name, dtype, shape):
    assert_same(name, np.ones(shape, dtype), list(map(np.asarray, stream("x", 9, shape, dtype))))


@pytest.mark.parametrize("name", NAMES)
def test_it_overwrites_what_it_was_given(name):
    rule, theta = getattr(fused, name)(), np.ones((2, 3))
    state = rule.init(theta)
    new_theta, new_state = rule.step(theta, np.full((2, 3), 0.5), state)
    assert new_theta is theta
    assert np.all(theta != 1)
    assert all(new is old for new, old in zip(new_state[1:], state[1:], strict=True))
    assert np.all(state[1] != 0)
    assert (state.t, new_state.t) == (0, 1)


def test_the_gradient_stays_as_it_is_and_may_be_read_only():
    rule, theta, g = fused.adam(), np.ones(3), np.full(3, 0.5)
    g.flags.writeable = False
    theta, _ = rule.step(theta, g, rule.init(theta))
    np.testing.assert_allclose(theta, 0.999)
    assert np.all(g == 0.5)


def test_it_goes_on_from_a_state_of_the_readable_rule():
    readable, ours = pair("adam")
    theta, gradients = np.ones(5), stream("random", 10, (5,), np.float64)
    theta, state = descend(readable, theta, gradients[:5])
    expected, _ = readable.step(theta, gradients[5], state)
    result, _ = ours.step(theta.copy(), gradients[5], state)
    np.testing.assert_allclose(result, expected, rtol=1e-15)


def test_run_records_the_same_trajectory():
    c = np.array([1.0, 100.0])
    readable, ours = (
        adamtext.run(rule, lambda x, t: c * x, np.ones(2), 50) for rule in pair("adam")
    )
    np.testing.assert_allclose(ours.theta, readable.theta, rtol=1e-13)


@pytest.mark.parametrize("start", [1, 3, 16])
def test_memory_may_start_anywhere(start):
    room, g = np.ones(1000 + start, np.float32), np.ones(1000, np.float32)
    theta = room[start:]
    theta, _ = fused.adam().step(theta, g, fused.adam().init(theta))
    np.testing.assert_allclose(theta, 0.999, rtol=1e-6)
    assert np.all(room[:start] == 1)


@pytest.mark.parametrize("name", NAMES)
def test_averages_start_on_a_cache_line(name):
    _, *averages = getattr(fused, name)().init(np.ones((3, 5), np.float32))
    for average in averages:
        assert average.ctypes.data % 64 == 0
        assert not average.any()


@pytest.mark.parametrize("name", NAMES)
def test_threads_do_the_same(name):
    n = 20 * PIECE + 17
    gradients = stream("random", 2, (n,), np.float32)
    start = np.ones(n, np.float32)
    one, _ = descend(getattr(fused, name)(), start, gradients)
    for threads in (2, 3, 64):
        several, _ = descend(getattr(fused, name)(threads=threads), start, gradients)
        np.testing.assert_array_equal(several, one)


def test_many_coordinates_are_shared_in_several_pieces_each(monkeypatch):
    asked, pieces, n = [], [], 64 * PIECE + 17
    real = loops.pool
    monkeypatch.setattr(loops, "pool", lambda size: asked.append(size) or real(size))
    places = np.zeros(n, np.int8)

    def kernel(x, more):
        x += more
        pieces.append(len(x))

    loops.share(kernel, [places], (1,), threads=2)
    assert asked == [1]
    assert np.all(places == 1)
    assert sorted(pieces) == [17, *16 * [4 * PIECE]]
    pieces.clear()
    loops.share(kernel, [places[: 3 * PIECE]], (1,), threads=64)
    assert asked == [1, 2, 2]
    assert pieces == 3 * [PIECE]


def test_few_coordinates_pay_for_no_thread(monkeypatch):
    monkeypatch.setattr(loops, "pool", lambda size: pytest.fail("a thread was asked for"))
    theta = np.ones(2 * PIECE - 1, np.float32)
    fused.adam(threads=8).step(theta, theta.copy(), fused.adam().init(theta))


@pytest.mark.parametrize("name", NAMES)
def test_one_thread_works_where_none_was_asked_for(name, monkeypatch):
    asked, real = [], loops.pool
    monkeypatch.setattr(loops, "PIECE", 4)
    monkeypatch.setattr(loops, "pool", lambda size: asked.append(size) or real(size))
    for more in ({}, {"threads": 2}):
        descend(getattr(fused, name)(**more), np.ones(8), [np.ones(8)])
    assert asked == [1]


def large_step():
    theta = np.ones(2 * PIECE)
    rule = fused.adam(threads=2)
    return rule.step(theta, theta.copy(), rule.init(theta))[0][-1]


def answer(queue):
    queue.put((large_step(), loops.pool(1).submit(abs, -2).result(timeout=20)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:os.fork:RuntimeWarning")  # JAX, where another test loaded it
def test_threads_come_back_in_a_forked_process():
    expected, context = large_step(), multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=answer, args=(queue,))
    child.start()
    assert queue.get(timeout=30) == (expected, 2)
    child.join()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", NAMES)
def test_tensors_are_stepped_where_they_are(name, dtype, threads):
    torch = pytest.importorskip("torch")
    readable, _ = pair(name)
    rule = getattr(fused, name)(threads=threads)
    gradients = stream("random", 20, (3, 4), dtype)
    expected, _ = descend(readable, np.ones((3, 4), dtype), gradients)
    theta = torch.ones(3, 4, dtype=getattr(torch, dtype))
    address, state = theta.data_ptr(), rule.init(theta)
    for g in gradients:
        theta, state = rule.step(theta, torch.from_numpy(g), state)
    assert theta.data_ptr() == address
    assert all(isinstance(x, torch.Tensor) for x in state[1:])
    np.testing.assert_allclose(theta.numpy(), expected, rtol=8 * np.finfo(dtype).eps)


def test_tensors_that_cannot_be_overwritten_are_refused():
    torch = pytest.importorskip("torch")
    rule, theta = fused.adam(), torch.ones(3)
    with pytest.raises(ValueError, match="theta must not require a gradient"):
        rule.init(theta.clone().requires_grad_())
    with pytest.raises(ValueError, match="on the CPU, got a tensor on meta"):
        rule.init(theta.to("meta"))
    with pytest.raises(ValueError, match="float32 or float64, got float16"):
        rule.init(theta.half())
    with pytest.raises(ValueError, match="theta must be what NumPy knows"):
        rule.init(theta.bfloat16())
    with pytest.raises(ValueError, match="contiguous in memory"):
        rule.init(torch.ones(3, 4).T)


@pytest.mark.parametrize(
    ("theta", "words"),
    [
        (np.ones(3, np.int64), "float32 or float64, got int64"),
        (np.ones(3, np.float16), "float32 or float64, got float16"),
        (np.ones(3, ">f8"), "float32 or float64, got >f8"),
        (np.ones(3, complex), "float32 or float64, got complex128"),
        (np.ones(6)[::2], "theta must be contiguous in memory"),
        (np.ones((2, 3)).T, "theta must be contiguous in memory"),
        (np.broadcast_to(1.0, 1), "theta is read-only"),
        ([1.0, 2.0], "theta must be an array of NumPy or PyTorch, got list"),
        (1.0, "theta must be an array of NumPy or PyTorch, got float"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_theta_that_no_loop_can_run_through_is_refused_at_once(name, theta, words):
    with pytest.raises(ValueError, match=words):
        getattr(fused, name)().init(theta)


@pytest.mark.parametrize(
    ("g", "words"),
    [
        (np.ones(4), r"the gradient g must have theta's shape \(3,\), got \(4,\)"),
        (np.ones((3, 1)), r"the gradient g must have theta's shape \(3,\), got \(3, 1\)"),
        (np.ones(3, np.float32), "the gradient g must have theta's dtype float64, got float32"),
        (np.ones(3, np.int64), "the gradient g must have theta's dtype float64, got int64"),
        (np.ones(6)[::2], "the gradient g must be contiguous"),
        ([1.0, 2.0, 3.0], "the gradient g must be an array of NumPy or PyTorch, got list"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_gradient_that_does_not_fit_is_refused_and_nothing_changed(name, g, words):
    rule, theta = getattr(fused, name)(), np.ones(3)
    state = rule.init(theta)
    with pytest.raises(ValueError, match=words):
        rule.step(theta, g, state)
    assert np.all(theta == 1)
    assert not state[1].any()


def test_a_state_that_does_not_fit_is_refused():
    rule, theta = fused.adam(), np.ones(3)
    with pytest.raises(ValueError, match=r"m must have theta's shape \(3,\), got \(4,\)"):
        rule.step(theta, np.ones(3), rule.init(np.ones(4)))
    with pytest.raises(ValueError, match="m must have theta's dtype float64, got float32"):
        rule.step(theta, np.ones(3), rule.init(np.ones(3, np.float32)))


@pytest.mark.parametrize(
    ("hyper", "words"),
    [
        ({"beta1": 1.0}, r"beta1 must be in \[0, 1\), got 1.0"),
        ({"beta2": -0.1}, r"beta2 must be in \[0, 1\), got -0.1"),
        ({"alpha": -1}, "alpha must be finite and >= 0, got -1"),
        ({"eps": math.inf}, "eps must be finite and >= 0, got inf"),
        ({"alpha": "0.1"}, "alpha must be finite and >= 0, got '0.1'"),
        ({"alpha": np.array([0.1, 0.2])}, "alpha must be a number, or a function of t"),
        ({"threads": 0}, "threads must be a whole number >= 1, got 0"),
        ({"threads": 2.0}, "threads must be a whole number >= 1, got 2.0"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_bad_hyper_parameters_are_named(name, hyper, words):
    with pytest.raises(ValueError, match=words):
        getattr(fused, name)(**hyper)


def test_a_bad_value_of_a_function_of_t_is_named_in_its_step():
    rule, theta = fused.adam(beta1=lambda t: 0.5 * t), np.ones(2)
    theta, state = rule.step(theta, np.ones(2), rule.init(theta))
    with pytest.raises(ValueError, match=r"beta1 must be in \[0, 1\), got 1.0"):
        rule.step(theta, np.ones(2), state)


def test_without_numba_it_says_what_to_install(monkeypatch):
    def no_numba(name, *args, **kwargs):
        if name == "numba":
            raise ImportError("No module named 'numba'")
        return real(name, *args, **kwargs)

    real = builtins.__import__
    compiled.cache_clear()
    monkeypatch.setattr(builtins, "__import__", no_numba)
    with pytest.raises(ImportError, match=r"pip install adamtext\[fast\], or pip install numba"):
        fused.adam()
    monkeypatch.undo()
    fused.adam()


def test_importing_it_needs_no_numba():
    code = "import sys, adamtext.fused; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


BESIDE = """
import sys, threading
from pathlib import Path
import numpy as np
from adamtext import fused
from adamtext.loops import compiled

def watch(ticks, x, steps):
    before = ticks[0]
    for i in range(steps):
        x[i % len(x)] += 1.0
    return ticks[0] - before

def tick():
    while going:
        ticks[0] += 1

theta, ticks, going = np.ones(3), np.zeros(1), True
rule = fused.adam()
rule.step(theta, theta.copy(), rule.init(theta))
assert list(Path(sys.argv[1]).rglob("*adam_loop*.nbc")), "nothing is kept"
compiled(watch)(ticks, np.ones(9), 1)
clock = threading.Thread(target=tick)
clock.start()
passed = [compiled(watch)(ticks, np.ones(9), 10**8) for _ in range(3)]
going = False
assert any(passed), "Python stands still"
"""


def test_what_is_compiled_is_kept_and_runs_beside_python(tmp_path):
    here = {"PYTHONPATH": str(Path(adamtext.__file__).parents[1]), "NUMBA_DISABLE_JIT": "0"}
    here["NUMBA_CACHE_DIR"] = str(tmp_path)
    command = [sys.executable, "-c", BESIDE, str(tmp_path)]
    done = subprocess.run(
        command, env=os.environ | here, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_where_nothing_can_be_written_it_is_compiled_anew(monkeypatch):
    jit = numba.njit

    def nowhere(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return jit(**options)

    monkeypatch.setattr(numba, "njit", nowhere)
    compiled.cache_clear()
    theta = np.ones(2)
    theta, _ = fused.adam().step(theta, np.ones(2), fused.adam().init(theta))
    np.testing.assert_allclose(theta, 0.999)
    compiled.cache_clear()


def test_states_begin_where_a_cache_line_does():
    made = [aligned_zeros(np.ones(n)) for n in range(1, 200)]  # kept, so that each lies elsewhere
    assert {x.ctypes.data % CACHE_LINE for x in made} == {0}
