"""Run the tests as on other machines, as far as this one can pretend to be another.

    make elsewhere                                    # everything: an hour and a half
    python -m tools.elsewhere --only "no network" "another user"
    python -m tools.elsewhere --book book/0*.ipynb    # fewer notebooks on other processors

Processors: libraries choose their loops by the processor, and can be told to take another's, if
this one has its instructions. Then all notebooks are run and compared with what they store.
Everything else runs the quick tests. A row of the table says whether they passed, failed, or cannot
be run here.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.reproducible import ROOT, copy

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
QUICK = [*PYTEST, "--quick", "adamtext", "tests"]
NOTEBOOKS = [*PYTEST, "-n", "2", "--dist", "loadscope", "--nbval", "--nbval-current-env"]
NOBODY = 65534

#: Instructions, as /proc/cpuinfo names them, without which a kernel cannot run.
AVX2, AVX512 = {"avx2", "fma"}, {"avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"}

#: What NumPy's own loops may use beyond what every processor of 64 bits has.
WITHOUT_AVX512 = "X86_V4 AVX512_ICL AVX512_SPR"
WITHOUT_AVX = f"X86_V3 {WITHOUT_AVX512}"

#: Processors: what they need, and what makes OpenBLAS, NumPy, torch, oneDNN and MKL, which it asks
#: for products, Numba and JAX compute as there.
PROCESSORS = {
    "SkylakeX": (
        AVX512,
        {
            "OPENBLAS_CORETYPE": "SkylakeX",
            "ATEN_CPU_CAPABILITY": "avx512",
            "NUMBA_CPU_NAME": "skylake-avx512",
        },
    ),
    "Haswell": (
        AVX2,
        {
            "OPENBLAS_CORETYPE": "Haswell",
            "ATEN_CPU_CAPABILITY": "avx2",
            "NPY_DISABLE_CPU_FEATURES": WITHOUT_AVX512,
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "MKL_ENABLE_INSTRUCTIONS": "AVX2",
            "NUMBA_CPU_NAME": "haswell",
            "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
        },
    ),
    "Zen": (
        AVX2,
        {
            "OPENBLAS_CORETYPE": "Zen",
            "ATEN_CPU_CAPABILITY": "avx2",
            "NPY_DISABLE_CPU_FEATURES": WITHOUT_AVX512,
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "MKL_CBWR": "COMPATIBLE",
            "NUMBA_CPU_NAME": "znver1",
            "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
        },
    ),
    "any of 64 bits": (
        {"sse2"},
        {
            "OPENBLAS_CORETYPE": "Prescott",
            "ATEN_CPU_CAPABILITY": "default",
            "NPY_DISABLE_CPU_FEATURES": WITHOUT_AVX,
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "MKL_CBWR": "COMPATIBLE",
            "NUMBA_CPU_NAME": "generic",
            "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2",
        },
    ),
}


class NotHere(Exception):
    """What this machine cannot do, and why."""


def call(command, cwd=ROOT, env=None, **options):
    """Run tests in a folder, on its own modules; return whether they pass, and their words."""
    env = os.environ | {"PYTHONPATH": str(cwd)} | (env or {})
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    return done.returncode == 0, done.stdout


def flags():
    """Return what this processor can do, as Linux names it."""
    info = Path("/proc/cpuinfo")
    text = info.read_text("utf-8") if info.exists() else ""
    return set(text.partition("\nflags")[2].partition("\n")[0].split())


def processor(name, book):
    """Run notebooks with the kernels of a processor."""
    needed, env = PROCESSORS[name]
    if missing := needed - flags():
        raise NotHere(f"this processor lacks {', '.join(sorted(missing))}")
    return call([*NOTEBOOKS, *book], env=env)


def in_a_copy(folder, command=QUICK, **options):
    """Run tests in a copy of the repository, which has no .git and nothing that was made."""
    copy(folder)
    return call(command, folder, **options)


def path_with_spaces(scratch):
    """Run where the folder's name has spaces and letters beyond ASCII, without git."""
    return in_a_copy(scratch / "a folder, Schritt für Schritt")


def another_user(scratch):
    """Run as nobody, who may write nowhere but in a home of its own."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise NotHere("only root can become another user; you are another one already")
    home, folder = scratch / "home", scratch / "repository"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    scratch.chmod(0o755)
    env = {"HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(home / "matplotlib")}
    options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        seen, said = call([sys.executable, "-c", "import numpy"], scratch, env, **options)
    except PermissionError:
        seen, said = False, ""
    if not seen:
        raise NotHere(f"nobody may not read {sys.executable}, or what it imports {said[-80:]!r}")
    return in_a_copy(folder, env=env, **options)


def no_network(scratch):
    """Run where no address can be reached but this machine's own."""
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]
    try:
        possible = subprocess.run([*alone, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        possible = False
    if not possible:
        raise NotHere("a network of one's own (unshare --net) is not allowed")
    return call([*alone, *QUICK])


def another_language(scratch):
    """Run with the language C, a time zone with three quarters of an hour, and other hashes."""
    env = {"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "12345"}
    return call(QUICK, env=env)


def random_order(scratch):
    """Run in three random orders, one process."""
    results = [call([*QUICK, "--shuffle", seed]) for seed in ("1", "2", "3")]
    return all(passed for passed, _ in results), "\n".join(said for _, said in results)


def in_parallel(scratch):
    """Run in four processes, test by test."""
    return call([*QUICK, "-n", "4", "--dist", "load"])


PLACES = {
    "path with spaces, without git": path_with_spaces,
    "another user": another_user,
    "no network": no_network,
    "another language and time zone": another_language,
    "random order": random_order,
    "in parallel": in_parallel,
}


def tried(attempt):
    """Return a row's cells: the verdict, and a line that says why; with all words, if it failed."""
    try:
        passed, said = attempt()
    except NotHere as error:
        return "not possible here", str(error), ""
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    last = re.sub(r"^=+ | =+$|\x1b\[[0-9;]*m", "", last)
    return ("passed" if passed else "FAILED"), last, "" if passed else said


def main(arguments=None):
    """Try everything, print the table, and return whether something failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*PLACES, *PROCESSORS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="ROW")
    every = sorted((ROOT / "book").glob("*.ipynb"))
    parser.add_argument("--book", nargs="+", type=Path, default=every, metavar="NOTEBOOK")
    options = parser.parse_args(arguments)
    words = []
    for name in options.only:
        start = time.monotonic()
        scratch = Path(tempfile.mkdtemp(prefix="adamtext-elsewhere-"))
        try:
            if name in PLACES:
                verdict, why, said = tried(lambda: PLACES[name](scratch))  # noqa: B023
            else:
                verdict, why, said = tried(lambda: processor(name, options.book))  # noqa: B023
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        print(f"{name:32}{verdict:19}{time.monotonic() - start:6.0f} s  {why}", flush=True)
        words += [f"== {name}\n{said}"] if said else []
    log = ROOT / "_build/elsewhere.txt"
    log.parent.mkdir(exist_ok=True)
    log.write_text("\n".join(words), "utf-8")
    if words:
        print(f"What failed is in {log}")
    return int(bool(words))


if __name__ == "__main__":
    sys.exit(main())
