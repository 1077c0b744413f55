"""The data sets themselves, and the minibatches drawn from them."""

import shutil
import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adamtext.lab import cache, embedded
from adamtext.lab.datasets import CLASSES, load, minibatches
from adamtext.lab.reading import Damaged

SHAPES = {
    "mnist": {"small": (20000, 5000, (28, 28)), "full": (60000, 10000, (28, 28))},
    "imdb": {"small": (25000, 25000, (10000,)), "full": (25000, 25000, (10000,))},
    "cifar10": {"small": (2000, 1000, (32, 32, 3)), "full": (50000, 10000, (32, 32, 3))},
}


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """Fail a test that opens a socket or looks for the cache."""

    def refuse(*args, **kwargs):
        raise AssertionError("a small set needs neither network nor cache")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(cache, "cache_folder", refuse)


def full(name):
    if set(cache.states(name).values()) != {"present"}:
        pytest.skip(f"the full {name} set is not in the cache")
    return load(name, "full")


def check_shapes(data, num_train, num_test, row):
    assert data.x_train.shape == (num_train, *row)
    assert data.x_test.shape == (num_test, *row)
    assert data.y_train.shape == (num_train,)
    assert data.y_test.shape == (num_test,)
    assert data.y_train.dtype == data.y_test.dtype == np.int64
    assert len(data.classes) == data.y_train.max() + 1 == data.y_test.max() + 1


@pytest.mark.parametrize("name", CLASSES)
def test_small_sets_need_nothing(name, offline):
    data = load(name)
    check_shapes(data, *SHAPES[name]["small"])
    assert data.x_train.dtype == data.x_test.dtype == ("float32" if name == "imdb" else "uint8")


@pytest.mark.parametrize("name", CLASSES)
def test_loads_share_nothing(name):
    first, second = load(name), load(name)
    for field in ("x_train", "y_train", "x_test", "y_test"):
        a, b = getattr(first, field), getattr(second, field)
        a, b = (a.data, b.data) if name == "imdb" and field[0] == "x" else (a, b)
        np.testing.assert_array_equal(a, b)
        before = b.copy()
        a += 1
        np.testing.assert_array_equal(b, before)


def test_small_mnist_is_mnist():
    data = load("mnist")
    assert data.y_train[:5].tolist() == [5, 4, 4, 5, 3]
    assert abs(data.x_train.mean() / 255 - 0.1307) < 0.001
    # the digits' own shapes: the mean image of ones is a bar, that of zeros a ring
    ones, zeros = (data.x_train[data.y_train == c].mean(0) for c in (1, 0))
    assert ones[14, 14] > 200
    assert zeros[14, 14] < 20


def test_small_cifar10_is_balanced_and_upright():
    data = load("cifar10")
    assert np.bincount(data.y_train).tolist() == [200] * 10
    assert np.bincount(data.y_test).tolist() == [100] * 10
    # the sky is above, and it is blue
    ships = data.x_train[data.y_train == data.classes.index("ship")].mean((0, 2))
    assert (ships[:8, 2] > ships[:8, 0] + 10).all()
    assert ships[:8].mean() > ships[24:].mean()


def test_imdb_words_mean_what_they_say():
    data = load("imdb")
    assert data.x_train.nnz == 3235833
    assert data.x_test.nnz == 3161875
    assert set(np.unique(data.x_train.data)) == {1}
    assert data.words[:5] == ("the", "and", "a", "of", "to")
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.has_canonical_format
        assert np.bincount(y).tolist() == [12500, 12500]
        for word, least, most in (("wonderful", 0.7, 1), ("worst", 0, 0.2), ("the", 0.45, 0.55)):
            has = x[:, [data.words.index(word)]].toarray()[:, 0] == 1
            assert least < y[has].mean() < most


@pytest.mark.parametrize(
    ("name", "mean", "std"),
    [
        ("mnist", [0.13066], [0.30811]),
        ("cifar10", [0.49140, 0.48216, 0.44653], [0.24703, 0.24349, 0.26159]),
    ],
)
def test_full_images(name, mean, std):
    data = full(name)
    check_shapes(data, *SHAPES[name]["full"])
    # from counts of the 256 values: exact, and without a copy in floating point
    channels = data.x_train.reshape(-1, len(mean)).T
    frequency = np.array([np.bincount(c, minlength=256) for c in channels]) / channels.shape[1]
    value = np.arange(256) / 255
    np.testing.assert_allclose(frequency @ value, mean, atol=5e-6)
    variance = frequency @ value**2 - (frequency @ value) ** 2
    np.testing.assert_allclose(np.sqrt(variance), std, atol=5e-6)
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(data.y_train).tolist() == (counts if name == "mnist" else [5000] * 10)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="name is 'MNIST', must be one of: mnist, imdb, cifar10"):
        load("MNIST")
    with pytest.raises(ValueError, match="size is 'tiny', must be one of: small, full"):
        load("mnist", "tiny")


@pytest.mark.parametrize("name", CLASSES)
def test_embedded_files_are_what_they_were(name):
    assert set(embedded.states(name).values()) == {"present"}
    assert len(embedded.states(name)) == (3 if name == "cifar10" else 1)


@pytest.mark.parametrize("file", embedded.FINGERPRINTS)
def test_no_packing_changes_what_is_in_a_file(file):
    assert embedded.fingerprint(embedded.read(file)) == embedded.FINGERPRINTS[file]


@pytest.mark.parametrize("file", embedded.SHA256)
def test_a_flipped_bit_does_not_load(file, tmp_path, monkeypatch):
    name = file.partition("_")[0]
    shutil.copytree(embedded.DATA, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(embedded, "DATA", tmp_path)
    monkeypatch.setenv("ADAMTEXT_CACHE", str(tmp_path / "cache"))
    whole = (tmp_path / file).read_bytes()
    assert embedded.states(name)[file] == "present"
    for place in (0, len(whole) // 2, len(whole) - 1):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        (tmp_path / file).write_bytes(flipped)
        with pytest.raises(Damaged, match=f"{file} is damaged: its SHA-256 .*; install"):
            embedded.read(file)
    assert embedded.states(name) == dict.fromkeys(embedded.states(name), "present") | {
        file: "damaged"
    }
    (tmp_path / file).unlink()
    assert embedded.states(name)[file] == "absent"


@given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 9), st.integers(1, 200))
def test_minibatches_are_a_function_of_t(num_rows, batch_size, seed, t):
    batch_size = min(batch_size, num_rows)
    rows = minibatches(num_rows, batch_size, seed)
    per_pass = num_rows // batch_size
    number, k = divmod(t - 1, per_pass)
    order = np.random.default_rng([seed, number]).permutation(num_rows)
    expected = order[k * batch_size : (k + 1) * batch_size]
    np.testing.assert_array_equal(rows(t), expected)
    rows(t)[:] = -1
    np.testing.assert_array_equal(rows(t), expected)
    rows(t + per_pass)
    np.testing.assert_array_equal(rows(t), expected)


def test_a_pass_takes_no_row_twice():
    rows = minibatches(num_rows=1000, batch_size=128, seed=1412)
    for number in range(3):
        taken = np.concatenate([rows(7 * number + k) for k in range(1, 8)])
        assert len(np.unique(taken)) == 7 * 128
    assert not np.array_equal(rows(1), rows(8))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 0), "num_rows is 0, must be a whole number of at least 1"),
        ((10, 11, 0), "batch_size is 11, must be a whole number from 1 to 10"),
        ((10, 0, 0), "batch_size is 0, "),
        ((10, 2.5, 0), "batch_size is 2.5, "),
        ((10, 2, -1), "seed is -1, must be a whole number of at least 0"),
        ((10, 2, None), "seed is None, "),
    ],
)
def test_wrong_minibatches(arguments, message):
    with pytest.raises(ValueError, match=message):
        minibatches(*arguments)


def test_minibatches_count_from_one():
    with pytest.raises(ValueError, match="t is 0, must be a whole number of at least 1"):
        minibatches(10, 2, 0)(0)
