"""The small sets that come with the package: their files, read and checked.

The light wheel, which notebooks install in Colab, lacks the large ones: they are fetched when they
are first read, and kept in the cache.
"""

import hashlib
import io
from pathlib import Path

import numpy as np

from adamtext.lab import cache
from adamtext.lab.reading import INSTALL, Damaged, read_bytes, words

DATA = Path(__file__).parent / "data"
LARGEST = 2**23  # bytes: no embedded file has so many


def _sums(lines):
    return dict(reversed(line.split()) for line in lines.splitlines())


# One line a file, as sha256sum has it, but of the arrays within, which no packing changes.
FINGERPRINTS = _sums("""\
83cd3eb03a82892aa5b176247bb4bd8f2a6cef6089810d55b41f1b9f6681c2bd mnist_20k_5k.npz
1baccd65d0abebc2d5e110c849e7bbfc6812f23cec0798ae81bf347c06afabcf imdb_bow10k_25k_25k.npz
b52b2d0c8355bd8cd6d0c07490d4ba6fe465321faacce58cbd965f5f0abec1d4 cifar10_2000_1000_train.webp
f1e79fed5a24153c3ff22e93bba36a54ed0b634146d397da2f9afdf3826f85c6 cifar10_2000_1000_test.webp
c77236c8da0b0bf62083f5b27d048b519bb94bcf117c77126a64694fb8a05e47 cifar10_2000_1000_labels.npz
3b6c2638252e69bff78434f2305a6b1a72dcc1370baf8837a30414bb1d58deda topics_python311.npz
""")

# Of the files as they are: they are known by them before they are opened, wherever they lie.
SHA256 = _sums("""\
e4154ba91a03f106b557aae961293dae002772b39e23bc3eea10b19f346d0c5c mnist_20k_5k.npz
03de3479dc4c8fc689d90f41050a811ac5b494cfd8e245ea5a4325e907d9fd09 imdb_bow10k_25k_25k.npz
9742590b2576f2723fd5e225ca519f6e4da040f928ddf3d0ce95572635394a47 cifar10_2000_1000_train.webp
7da1dcd1bf62a59f6cdf801ab8bf3f2e1939d7fe09b62f98bfadf26a31d842c0 cifar10_2000_1000_test.webp
514d03a750a561bf3d99172c78c1ce41177ddb47aead658b342b97726d4920f8 cifar10_2000_1000_labels.npz
5d060d3b424cbe72d0715ced992a522a594c2392c846b649673f729a6b2177bd topics_python311.npz
""")


def read(file):
    """Return the arrays of an embedded file by name; a picture's only array is ``pixels``.

    Raises
    ------
    DatasetUnavailable
        If the installation lacks the file, and it is neither in the cache nor to be fetched.
    Damaged
        If the file has lost its hash: it is not opened.
    """
    inside = DATA / file
    return _arrays(inside if inside.exists() else cache.fetch_small(file, SHA256[file], LARGEST))


def bring(name):
    """Bring the files of a set that the installation lacks into the cache."""
    for file in FINGERPRINTS:
        if file.startswith(name) and not (DATA / file).exists():
            cache.fetch_small(file, SHA256[file], LARGEST)


def _arrays(path):
    stream = io.BytesIO(_content(path))
    if path.suffix == ".npz":
        with np.load(stream, allow_pickle=False) as arrays:
            return dict(arrays)
    from PIL import Image

    with Image.open(stream) as picture:
        return {"pixels": np.array(picture)}


def _content(path):
    content = read_bytes(path, LARGEST, INSTALL)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[path.name]:
        raise Damaged(words(path, f"its SHA-256 is {found}, not {SHA256[path.name]}", INSTALL))
    return content


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
    """Return for each embedded file of a set whether it is "present", "absent" or "damaged".

    Where the installation lacks it, it is looked for in the cache. Nothing is fetched.
    """

    def state(file):
        inside = DATA / file
        path = inside if inside.exists() else cache.small_folder() / file
        try:
            _content(path)
        except FileNotFoundError:
            return "absent"
        except Damaged:
            return "damaged"
        return "present"

    return {file: state(file) for file in FINGERPRINTS if file.startswith(name)}
