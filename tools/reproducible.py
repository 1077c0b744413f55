r"""Build all that is published twice, as differently as can be, and compare it byte by byte.

    make reproducible
    python -m tools.reproducible --only deck

The second build happens in another folder, whose path has a space, from files with other dates and
other permissions, in another time zone and language, with other hashes of strings, and more than a
year later: a small library, loaded before all others, sets the clock. Where there is no C compiler
to make it, that is said, and the second build is only some minutes later. What is the same for
both: the machine and what is installed.
"""

import argparse
import difflib
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
LATER = 400 * 86400  # seconds

CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static const time_t later = LATER;
int clock_gettime(clockid_t id, struct timespec *ts) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(id, ts);
    if (!status && id == CLOCK_REALTIME) ts->tv_sec += later;
    return status;
}
int gettimeofday(struct timeval *restrict tv, void *restrict zone) {
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    if (tv) { tv->tv_sec = ts.tv_sec; tv->tv_usec = ts.tv_nsec / 1000; }
    return 0;
}
time_t time(time_t *t) {
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    if (t) *t = ts.tv_sec;
    return ts.tv_sec;
}
"""

#: What differs between the two builds, beside the clock.
WAYS = [
    {
        "folder": "one",
        "umask": 0o022,
        "date": 1.0e9,
        "env": {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    },
    {
        "folder": "a second one/further down",
        "umask": 0o077,
        "date": 1.5e9,
        "env": {"TZ": "Asia/Kathmandu", "LC_ALL": "POSIX", "PYTHONHASHSEED": "2", "COLUMNS": "60"},
    },
]


def tracked(root=ROOT):
    """Return the names of the files of the repository; without git, of all but what is made."""
    if (root / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
        names = filter(None, listed.stdout.split("\0"))
        return sorted(name for name in names if (root / name).is_file())  # else only deleted
    made = {"_build", "dist", "node_modules", "__pycache__"}
    hidden = {".venv", ".venv-newest", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    paths = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    return sorted(path.as_posix() for path in paths if not (made | hidden) & set(path.parts))


def copy(target, root=ROOT):
    """Copy the files of the repository, and nothing that is made of them."""
    for name in tracked(root):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target / name)
        shutil.copymode(root / name, target / name)


def clock(folder):
    """Make the library that sets the clock, and return its path; None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler or sys.platform != "linux":
        return None
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(CLOCK.replace("LATER", str(LATER)), "utf-8")
    command = [compiler, "-shared", "-fPIC", "-O1", source, "-o", library, "-ldl"]
    done = subprocess.run(command, capture_output=True)
    return library if done.returncode == 0 else None


def backend(folder):
    """Install what builds wheels, in the version that pyproject.toml names, and return where."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = text.partition('requires = ["')[2].partition('"')[0]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "--target", folder / "backend", wanted], check=True)
    return folder / "backend"


#: What is built, and by which commands; {python} is this one, {bin} its folder.
BUILT = {
    "wheel": [
        "{python} -m build --no-isolation --skip-dependency-check --outdir dist .",
        "{python} -m tools.light",
    ],
    "deck": [
        "{python} -m adamtext cards export dist/adam.apkg",
        "{python} -m adamtext cards export dist/adam.tsv",
    ],
    "book": ["{bin}/jupyter-book build . -W -n --keep-going -q", "{python} -m tools.archive"],
}


def build(folder, way, what, before=None, paths=()):
    """Copy the repository into a folder, and build there, in one of the ways."""
    here = folder / way["folder"]
    here.mkdir(parents=True)
    copy(here)
    (here / "dist").mkdir()
    for path in here.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & ~way["umask"])
        os.utime(path, (way["date"], way["date"]))
    env = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    env |= way["env"] | {"PYTHONPATH": os.pathsep.join(map(str, [here, *paths]))}
    env |= {"LD_PRELOAD": str(before)} if before else {}
    for command in (command for name in what for command in BUILT[name]):
        words = [word.format(python=sys.executable, bin=BIN) for word in shlex.split(command)]
        done = subprocess.run(
            words,
            cwd=here,
            env=env,
            umask=way["umask"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if done.returncode:
            raise SystemExit(f"{command}\n{done.stdout[-3000:]}")
    return here


def files(folder):
    """Return what is built in a folder, a dict of names to contents."""
    found = [*(folder / "dist").rglob("*"), *(folder / "_build/html").rglob("*")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found if p.is_file()}


def unpacked(name, content):
    """Return the members of an archive, each with all that the archive says of it."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        if name.endswith(".tar.gz"):
            with tarfile.open(fileobj=file) as archive:
                return {
                    m.name: (m.get_info(), archive.extractfile(m).read() if m.isfile() else b"")
                    for m in archive
                }
        with zipfile.ZipFile(file) as archive:
            return {
                m.filename: ((m.date_time, m.external_attr, m.create_system), archive.read(m))
                for m in archive.infolist()
            }


def differences(first, second):
    """Yield a line for everything that differs between two dicts of names to contents."""
    for name in sorted(first.keys() | second.keys()):
        one, two = first.get(name), second.get(name)
        if one is None or two is None:
            yield f"{name}: only in the {'second' if one is None else 'first'}"
        elif one != two and name.endswith((".whl", ".zip", ".apkg", ".tar.gz")):
            packed = unpacked(name, one), unpacked(name, two)
            inner = list(_inner(*packed))
            if packed[0].keys() == packed[1].keys() and list(packed[0]) != list(packed[1]):
                inner.append("in another order")
            yield from (f"{name}: {line}" for line in inner or ["packed in another way"])
        elif one != two:
            yield f"{name}: {where(one, two)}"


def _inner(first, second):
    for name in sorted(first.keys() | second.keys()):
        if name not in first or name not in second:
            yield f"{name}: only in the {'second' if name not in first else 'first'}"
            continue
        (about, one), (other, two) = first[name], second[name]
        if about != other:
            yield f"{name}: {about} and {other}"
        if one != two:
            yield f"{name}: {where(one, two)}"


def where(one, two):
    """Return where two contents begin to differ: a line of text, or a byte."""
    try:
        lines = [content.decode("utf-8").splitlines() for content in (one, two)]
    except UnicodeDecodeError:
        at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
        return f"{len(one)} and {len(two)} bytes, the first that differs is number {at}"
    for line in difflib.unified_diff(*lines, n=0, lineterm=""):
        if line[0] in "+-" and line[:3] not in ("+++", "---"):
            return f"such as {line[:160]!r}"
    return "in the ends of lines"


def main(arguments=None):
    """Build twice, print what differs, and return whether something does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=BUILT, default=list(BUILT))
    what = parser.parse_args(arguments).only
    with tempfile.TemporaryDirectory(prefix="adamtext-twice-") as name:
        folder = Path(name)
        paths = [backend(folder)] if "wheel" in what else []
        ahead = clock(folder)
        if ahead is None:
            print("No C compiler for Linux: the clock is not set, one build follows the other.")
        made = []
        for way, before in zip(WAYS, (None, ahead), strict=True):
            about = ", ".join(f"{key}={value}" for key, value in way["env"].items())
            later = f", {LATER // 86400} days later" if before else ""
            manner = f"{about}, umask {way['umask']:03o}{later}"
            print(f"{', '.join(what)} in {way['folder']!r}: {manner}", flush=True)
            made.append(files(build(folder, way, what, before, paths)))
    found = list(differences(*made))
    for line in found:
        print(line)
    size = sum(map(len, made[0].values())) / 1e6
    print(f"{len(made[0])} files, {size:.0f} MB: {len(found) or 'no'} differences")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
