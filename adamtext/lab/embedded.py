"""The small sets that come with the package: their files, read and checked."""

import hashlib
import zipfile
import zlib
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"

# One line a file, as sha256sum has it, but of the arrays within: see `fingerprint`.
FINGERPRINTS = dict(
    reversed(line.split())
    for line in """\
83cd3eb03a82892aa5b176247bb4bd8f2a6cef6089810d55b41f1b9f6681c2bd mnist_20k_5k.npz
1baccd65d0abebc2d5e110c849e7bbfc6812f23cec0798ae81bf347c06afabcf imdb_bow10k_25k_25k.npz
b52b2d0c8355bd8cd6d0c07490d4ba6fe465321faacce58cbd965f5f0abec1d4 cifar10_2000_1000_train.webp
f1e79fed5a24153c3ff22e93bba36a54ed0b634146d397da2f9afdf3826f85c6 cifar10_2000_1000_test.webp
c77236c8da0b0bf62083f5b27d048b519bb94bcf117c77126a64694fb8a05e47 cifar10_2000_1000_labels.npz
3b6c2638252e69bff78434f2305a6b1a72dcc1370baf8837a30414bb1d58deda topics_python311.npz
""".splitlines()
)


def read(file):
    """Return the arrays of an embedded file by name; a picture's only array is ``pixels``."""
    if file.endswith(".npz"):
        # opened here, because np.load leaves a damaged file open
        with open(DATA / file, "rb") as stream, np.load(stream) as arrays:
            return dict(arrays)
    from PIL import Image

    with Image.open(DATA / file) as picture:
        return {"pixels": np.array(picture)}


def fingerprint(arrays):
    """Return the sha256 over arrays by name: their names, dtypes, shapes and contents.

    Compression is left out of it, because no two versions of zlib need agree on the bytes.
    """
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()


def states(name):
    """Return for each embedded file of a set whether it is "present", "absent" or "damaged"."""

    def state(file):
        try:
            return "present" if fingerprint(read(file)) == FINGERPRINTS[file] else "damaged"
        except FileNotFoundError:
            return "absent"
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error):
            return "damaged"

    return {file: state(file) for file in FINGERPRINTS if file.startswith(name)}
