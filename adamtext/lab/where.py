"""On what a trial ran: versions, commit, processor, libraries, threads."""

import os
import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import threadpoolctl

import adamtext


@cache
def where(device="cpu"):
    """Return versions and machine, to stand beside a result; each trial has one thread.

    ``commit`` is that of the package's checkout, with "-dirty" behind it if files differ from it,
    or None where the package is no checkout.
    """
    packages = {}
    for name in ("numpy", "scipy", "torch"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = None
    return {
        "adamtext": adamtext.__version__,
        "commit": commit(),
        "python": platform.python_version(),
        **packages,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "processor": processor(),
        "blas": blas(),
        "threads": 1,
        "device": gpu() if device == "cuda" else "cpu",
    }


def commit():
    """Return the commit of this package's checkout, or None."""
    checkout = Path(adamtext.__file__).parents[1]
    if not (checkout / ".git").exists():  # installed, perhaps into somebody else's checkout
        return None
    command = ["git", "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    try:
        done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def processor():
    """Return the name of the processor, as Linux or the platform tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    told = dict(line.replace("\t", "").split(": ", 1) for line in lines if ": " in line)
    name = told.get("model name") or platform.processor() or platform.machine()
    numbers = [f"{each} {told[each]}" for each in ("cpu family", "model") if each in told]
    return ", ".join([name, *numbers])


def blas():
    """Return the names of the linear algebra libraries that are loaded, with their kernels."""
    found = {
        " ".join(str(pool.get(key)) for key in ("internal_api", "version", "architecture"))
        for pool in threadpoolctl.threadpool_info()
        if pool["user_api"] == "blas"
    }
    return sorted(found)


def gpu():
    """Return the name of the GPU, with CUDA's version, and in what precision it convolves."""
    import torch

    precision = "TF32" if torch.backends.cudnn.allow_tf32 else "single precision"
    name = torch.cuda.get_device_name()
    return f"{name}, CUDA {torch.version.cuda}, convolutions in {precision}"
