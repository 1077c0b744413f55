"""The folder that keeps the full data sets, and how it is filled from their mirrors.

It also keeps the files of small sets that the installed package lacks, as the light wheel does.

The cache holds decompressed, canonical files, each known by its hash. A file enters whole and
right, or not at all; a file that has lost its hash is never read. No pickle is involved anywhere.
"""

import os
import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

import pooch

from adamtext import __version__
from adamtext.lab.mirrors import FILES, MIRRORS
from adamtext.lab.unpack import LARGEST, unpack


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

    def state(path, known):
        try:
            if not path.is_file():
                return "absent"
            whole = (
                path.stat().st_size == known.size and _digest(path, known.digest) == known.digest
            )
        except OSError:  # it may not be read, or is a link to itself
            whole = False
        return "present" if whole else "damaged"

    return {file: state(folder / file, known) for file, known in FILES[name].items()}


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


def fetch_small(file, sha256, most):
    """Return where the cache has an embedded file; first fetch it, from this version's tag.

    Makes no request where the file is there and whole. It enters with the right hash or not at all.

    Parameters
    ----------
    file, sha256 : str
        Its name, and the hash of its bytes.
    most : int
        Where to stop, in bytes: a server may send without end.

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

    def get(url, target, _):
        _save(url, target, most)  # no bar: in a notebook it would be an output

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


def _digest(path, like):
    algorithm = like.partition(":")[0]
    return f"{algorithm}:{pooch.file_hash(path, alg=algorithm)}"


def _wanting(name):
    return [file for file, state in states(name).items() if state != "present"]


def _ask(mirror, name, files):
    import requests

    single = "{file}" in mirror
    answers = []
    for part in [[file] for file in files] if single else [files]:
        url = mirror.format(file=part[0])
        # an archive holds more than its files; one file, packed, is at most a little larger
        most = 2 * FILES[name][part[0]].size + 2**16 if single else LARGEST
        try:
            _download(name, url, part, most)
        except (OSError, ValueError) as error:
            answers.append(f"{url}: {_reason(error)}")
            if isinstance(error, requests.ConnectionError):
                break  # who cannot be reached need not be waited for again
    return answers


def _reason(error):
    # of a connection that fails, requests tells everything twice and urllib3 the reason within
    inner = getattr(error.args[0], "reason", error) if error.args else error
    return f"{type(inner).__name__}: {inner}"


class _AtMost:
    """A file to write to, up to so many bytes: a server may send without end."""

    def __init__(self, file, most):
        self.file, self.most, self.flush = file, most, file.flush

    def write(self, piece):
        if self.file.tell() + len(piece) > self.most:
            raise OSError(f"more than {self.most} bytes come, too many for what it should be")
        self.file.write(piece)


def _save(url, path, most, **options):
    with open(path, "wb") as file:
        pooch.HTTPDownloader(timeout=(10, 30), **options)(url, _AtMost(file, most), None)


def _download(name, url, files, most):
    print(url, file=sys.stderr)
    left = set(files)
    with TemporaryDirectory(dir=cache_folder() / name) as workplace:
        packed = Path(workplace) / "packed"
        _save(url, packed, most, progressbar=True, chunk_size=2**16)
        sizes = {file: FILES[name][file].size for file in files}
        for file, content in unpack(name, packed, sizes):
            store(name, file, content)
            left.discard(file)
    if left:
        raise OSError(f"the archive lacks {', '.join(sorted(left))}")


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
