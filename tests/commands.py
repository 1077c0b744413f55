"""Commands that tests run."""

import os
import subprocess


def call(*command, **settings):
    """Run a command and return what it prints; if it fails, the test fails with what it said."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **settings)
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


def without_python():
    """Return this environment without what would lead another Python to our packages."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
