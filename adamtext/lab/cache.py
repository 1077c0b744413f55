"""The full data sets: where they come from, and the folder that keeps them.

It also keeps the files of small sets that the installed package lacks, as the light wheel does.

The cache holds decompressed, canonical files, each known by its hash. A file enters whole and
right, or not at all; a file that has lost its hash is never read. No pickle is involved anywhere.
"""

import gzip
import os
import re
import sys
import tarfile
import zlib
from importlib import metadata
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pooch

from adamtext import __version__


class File(NamedTuple):
    """What is known of a canonical file: its size in bytes, and ``algorithm:hash``."""

    size: int
    digest: str


# MNIST and CIFAR-10 carry the hashes that are published for them. The reviews come as 50000
# small files, so theirs are of the four files that `lines` makes of them.
FILES = {
    "mnist": {
        "train-images-idx3-ubyte": File(47040016, "md5:6bbc9ace898e44ae57da46a324031adb"),
        "train-labels-idx1-ubyte": File(60008, "md5:a25bea736e30d166cdddb491f175f624"),
        "t10k-images-idx3-ubyte": File(7840016, "md5:2646ac647ad5339dbf082846283269ea"),
        "t10k-labels-idx1-ubyte": File(10008, "md5:27ae3e4e09519cfbb04c329615203637"),
    },
    "imdb": {
        "train-neg.txt": File(
            16301850, "sha256:365cac228d679db4b9eebd26d7a763aca8a9723343ff55217ea338002e5bb7cc"
        ),
        "train-pos.txt": File(
            16854761, "sha256:c4adc0afea0dbafafdbfbcdffb9181444c7c4833dd0c2d63c62e034f113579ee"
        ),
        "test-neg.txt": File(
            16079266, "sha256:35d4b84628e442ee8645a9e64133f90c3971605ac4b2f55cd104def734d065ae"
        ),
        "test-pos.txt": File(
            16295029, "sha256:f1e43c695b57f134d9230857f74f41a2570880b1c3b1abf947d2052067180e72"
        ),
    },
    "cifar10": {
        "data_batch_1.bin": File(30730000, "sha1:aadd24acce27caa71bf4b10992e9e7b2d74c2540"),
        "data_batch_2.bin": File(30730000, "sha1:c0ba65cce70568cd57b4e03e9ac8d2a5367c1795"),
        "data_batch_3.bin": File(30730000, "sha1:1dd00a74ab1d17a6e7d73e185b69dbf31242f295"),
        "data_batch_4.bin": File(30730000, "sha1:aab85764eb3584312d3c7f65fd2fd016e36a258e"),
        "data_batch_5.bin": File(30730000, "sha1:26e2849e66a845b7f1e4614ae70f4889ae604628"),
        "test_batch.bin": File(30730000, "sha1:67eb016db431130d61cd03c7ad570b013799c88c"),
    },
}

# With {file} in it, an address serves one packed file; without, one archive of them all.
MIRRORS = {
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist/{file}.gz",
        "https://storage.googleapis.com/cvdf-datasets/mnist/{file}.gz",
    ),
    "imdb": ("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",),
    "cifar10": ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
}


class DatasetUnavailable(OSError):
    """A data set is neither here nor to be had from where it lies."""


def cache_folder():
    """Return the folder of fetched data: ``$ADAMTEXT_CACHE``, or the system's place for caches."""
    return Path(os.environ.get("ADAMTEXT_CACHE") or pooch.os_cache("adamtext"))


def states(name):
    """Return for each file of a full set whether it is "present", "absent" or "damaged".

    Every file that exists is hashed, which takes some 0.1 s per 100 MB.
    """
    folder = cache_folder() / name

    def state(path, digest):
        if not path.is_file():
            return "absent"
        return "present" if _digest(path, digest) == digest else "damaged"

    return {file: state(folder / file, known.digest) for file, known in FILES[name].items()}


def fetch(name):
    """Bring the missing and damaged files of a full set into the cache.

    Makes no request where every file is there. Mirrors are tried in turn, file by file, with a
    progress bar on standard error.

    Parameters
    ----------
    name : {"mnist", "imdb", "cifar10"}

    Returns
    -------
    pathlib.Path
        The folder that now holds every file of the set.

    Raises
    ------
    DatasetUnavailable
        If some file is still missing. The message says what each mirror answered.
    """
    folder = cache_folder() / name
    wanting = _wanting(name)
    answers = []
    for mirror in MIRRORS[name]:
        if not wanting:
            break
        folder.mkdir(parents=True, exist_ok=True)
        answers += _ask(mirror, name, wanting)
        wanting = _wanting(name)
    if wanting:
        raise DatasetUnavailable(_explain(name, answers))
    return folder


def small_folder():
    """Return the folder of embedded files that the installation lacks."""
    return cache_folder() / "small"


def address():
    """Return the repository's address as the installed package names it, or None."""
    try:
        links = metadata.metadata("adamtext").get_all("Project-URL", ())
    except metadata.PackageNotFoundError:  # a folder that was never installed
        links = ()
    return dict(link.split(", ", 1) for link in links).get("Homepage")


def fetch_small(file, sha256):
    """Return where the cache has an embedded file; first fetch it, from this version's tag.

    Makes no request where the file is there and whole. It enters with the right hash or not at all.

    Parameters
    ----------
    file, sha256 : str
        Its name, and the hash of its bytes.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    DatasetUnavailable
        If it cannot be had. The message names file and address, and says what to do.
    """
    path, home = small_folder() / file, address()
    if path.is_file() and pooch.file_hash(path) == sha256:
        return path
    lacks = f"this installation of adamtext lacks {file}"
    remedy = f"pip install the whole folder of the book, or put the file into {path.parent}"
    if home is None:
        raise DatasetUnavailable(f"{lacks}, and names no address to fetch it from\n{remedy}")
    url = f"{home}/raw/v{__version__}/adamtext/lab/data/{file}"
    get = pooch.HTTPDownloader(timeout=(10, 30))  # no bar: in a notebook it would be an output
    try:
        return Path(pooch.retrieve(url, sha256, file, path.parent, downloader=get))
    except (OSError, ValueError) as error:
        why = f"{url}: {_reason(error)}\ntry again when that can be reached"
    raise DatasetUnavailable(f"{lacks}, and it cannot be fetched\n{why}, or {remedy}")


def store(name, file, content):
    """Put one canonical file into the cache, whole and right, or not at all.

    Parameters
    ----------
    name, file : str
        The set and one of its files in `FILES`.
    content : bytes

    Raises
    ------
    OSError
        If the content has not the known hash, or the folder cannot be written.
    """
    folder = cache_folder() / name
    folder.mkdir(parents=True, exist_ok=True)
    expected = FILES[name][file].digest
    with TemporaryDirectory(dir=folder) as workplace:
        part = Path(workplace) / file
        part.write_bytes(content)
        found = _digest(part, expected)
        if found != expected:
            raise OSError(f"{file} came with {found}, expected {expected}")
        os.replace(part, folder / file)


def lines(texts):
    """Join texts into the bytes of a file with one text a line, runs of white space made one."""
    return "".join(" ".join(text.split()) + "\n" for text in texts).encode()


def _digest(path, like):
    algorithm = like.partition(":")[0]
    return f"{algorithm}:{pooch.file_hash(path, alg=algorithm)}"


def _wanting(name):
    return [file for file, state in states(name).items() if state != "present"]


def _ask(mirror, name, files):
    import requests

    packed = [[file] for file in files] if "{file}" in mirror else [files]
    answers = []
    for part in packed:
        url = mirror.format(file=part[0])
        try:
            _download(name, url, part)
        except (OSError, EOFError, ValueError, tarfile.TarError, zlib.error) as error:
            answers.append(f"{url}: {_reason(error)}")
            if isinstance(error, requests.ConnectionError):
                break  # who cannot be reached need not be waited for again
    return answers


def _reason(error):
    # of a connection that fails, requests tells everything twice and urllib3 the reason within
    inner = getattr(error.args[0], "reason", error) if error.args else error
    return f"{type(inner).__name__}: {inner}"


def _download(name, url, files):
    print(url, file=sys.stderr)
    left = set(files)
    with TemporaryDirectory(dir=cache_folder() / name) as workplace:
        packed = Path(workplace) / "packed"
        get = pooch.HTTPDownloader(progressbar=True, chunk_size=2**16, timeout=(10, 30))
        get(url, str(packed), None)
        for file, content in UNPACK[name](packed, files):
            store(name, file, content)
            left.discard(file)
    if left:
        raise OSError(f"the archive lacks {', '.join(sorted(left))}")


# A server that calls the packing an encoding has it undone on the way, so all of the following
# take packed and plain files alike.


def _gunzip(packed, files):
    content = packed.read_bytes()
    yield files[0], gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _members(packed):
    with tarfile.open(packed, "r|*") as archive:
        for member in archive:
            if member.isfile():
                yield PurePosixPath(member.name), lambda m=member: archive.extractfile(m).read()


def _batches(packed, files):
    return ((path.name, read()) for path, read in _members(packed) if path.name in files)


def _reviews(packed, files):
    texts = {file: {} for file in files}
    for path, read in _members(packed):
        file = "-".join(path.parts[-3:-1]) + ".txt"
        if file in texts and re.fullmatch(r"\d+_\d+\.txt", path.name):
            texts[file][path.name] = read().decode()
    for file, part in texts.items():
        yield file, lines(part[key] for key in sorted(part))


UNPACK = {"mnist": _gunzip, "imdb": _reviews, "cifar10": _batches}


def _explain(name, answers):
    found = states(name)
    files = [
        f"  {found[file]:8} {file} ({known.size} bytes, {known.digest})"
        for file, known in FILES[name].items()
    ]
    head = f"the full {name} set is neither in the cache nor to be had from its mirrors"
    tail = f'load("{name}", size="small") needs no network where adamtext has its files'
    folder = f"cache: {cache_folder() / name} (ADAMTEXT_CACHE names another)"
    return "\n".join([head, folder, *files, "mirrors:", *(f"  {a}" for a in answers), tail])
