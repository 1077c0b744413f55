"""The embedded data sets can be made again from the canonical files."""

import hashlib
import platform

import numpy as np
import pytest

from adamtext.lab import cache, embedded
from adamtext.lab.datasets import load
from tools import embed_datasets

LABELS = "cifar10_2000_1000_labels.npz"
PICTURE = "cifar10_2000_1000_test.webp"


@pytest.mark.parametrize("name", embed_datasets.BUILD)
def test_the_full_set_gives_the_embedded_one(name):
    # for the reviews this says more: the full set is the small one, array for array
    if name in cache.FILES and set(cache.states(name).values()) != {"present"}:
        pytest.skip(f"the full {name} set is not in the cache")
    if name == "topics" and platform.python_version() != "3.11.7":
        pytest.skip("the help texts are those of Python 3.11.7")
    made = embed_datasets.BUILD[name]()
    assert made.keys() == embedded.states(name).keys()
    for file, arrays in made.items():
        assert embed_datasets.differences(file, arrays) == []


def test_check_names_what_differs(monkeypatch, capsys):
    arrays = embedded.read(LABELS)
    monkeypatch.setattr(embed_datasets, "BUILD", {"cifar10": lambda: {LABELS: arrays}})
    assert embed_datasets.main(["--check"]) == 0
    arrays["y_test"][7] ^= 1
    arrays["train_index"] = arrays["train_index"].astype(np.int64)
    del arrays["test_index"]
    assert embed_datasets.main(["--check"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in lines] == ["test_index", "train_index", "y_test"]


class Sums(dict):
    """The hashes of what lies in a folder, as the table would have them after embedding."""

    def __missing__(self, name):
        return hashlib.sha256((embedded.DATA / name).read_bytes()).hexdigest()


def test_what_is_written_is_read(monkeypatch, tmp_path):
    pixels = embedded.read(PICTURE)["pixels"][:8, :8]
    made = {LABELS: embedded.read(LABELS), PICTURE: {"pixels": pixels}}
    monkeypatch.setattr(embedded, "DATA", tmp_path)
    monkeypatch.setattr(embedded, "SHA256", Sums())
    monkeypatch.setattr(embed_datasets, "BUILD", {"cifar10": lambda: made})
    assert embed_datasets.main([]) == 0
    assert embed_datasets.main(["--check"]) == 0
    np.testing.assert_array_equal(embedded.read(PICTURE)["pixels"], pixels)


def test_the_atlas_is_read_tile_by_tile(monkeypatch):
    images = np.random.default_rng(0).integers(0, 256, (100, 32, 32, 3), np.uint8)
    parts = {
        "webp": {"pixels": embed_datasets.atlas(images)},
        "npz": {"y_train": np.zeros(100, np.uint8), "y_test": np.zeros(100, np.uint8)},
    }
    monkeypatch.setattr(embedded, "read", lambda file: parts[file.partition(".")[2]])
    np.testing.assert_array_equal(load("cifar10").x_test, images)
