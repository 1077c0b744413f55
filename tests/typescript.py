"""TypeScript for the tests that need it, or a reason to pass them over."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TSC = ROOT / "tools/web/node_modules/typescript/bin/tsc"
needs_tsc = pytest.mark.skipif(
    not (TSC.exists() and shutil.which("node")),
    reason="TypeScript is not installed: npm ci --prefix tools/web",
)


def complaints(config):
    """Return what TypeScript says of the modules that a tsconfig.json names."""
    command = ["node", str(TSC), "--project", str(config)]
    return subprocess.run(command, capture_output=True, text=True).stdout
