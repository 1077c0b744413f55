"""What ``adamtext check`` says of libraries' own optimisers, typed as a newcomer types it.

Optax, Keras and MLX are no requirement: where one is missing, its tests are skipped. The totals in
CONTRIBUTING.md are made without them.
"""

import importlib.util
import os
import subprocess
import sys

import pytest

OPTIMIZERS = [
    ("torch", "torch.optim:Adam", 0, "this is Adam"),
    ("torch", "torch.optim:AdamW", 0, "this is AdamW with weight_decay=0.01"),
    ("torch", "torch.optim:NAdam", 1, "it behaves like NAdam"),
    ("torch", "torch.optim:RAdam", 1, "it behaves like RAdam"),
    ("torch", "torch.optim:SGD", 1, "it behaves like SGD"),
    ("torch", "torch.optim:LBFGS", 2, "wants a closure"),
    ("torch", "torch.optim:SparseAdam", 2, "for sparse gradients only"),
    ("jax", "jax.example_libraries.optimizers:adam", 0, "this is Adam"),
    ("optax", "optax:adam", 0, "this is Adam"),
    ("optax", "optax:adamw", 0, "this is AdamW with weight_decay=0.0001"),
    ("optax", "optax:amsgrad", 1, "it behaves like AMSGrad"),
    ("keras", "keras.optimizers:Adam", 1, "the likely mistake is eps_hat_for_eps"),
    ("keras", "keras.optimizers:AdamW", 1, "the likely mistake is eps_hat_for_eps"),
    ("keras", "keras.optimizers:Adamax", 1, "it behaves like AdaMax"),
    ("mlx", "mlx.optimizers:Adam", 1, "the likely mistake is no_correction"),
    ("mlx", "mlx.optimizers:AdamW", 1, "the likely mistake is no_correction"),
]


@pytest.mark.parametrize(("library", "name", "code", "words"), OPTIMIZERS)
def test_what_is_said_of_a_library(library, name, code, words, tmp_path):
    if not importlib.util.find_spec(library):
        pytest.skip(f"{library} is not installed")
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "adamtext", "check", name],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"JAX_PLATFORMS": "cpu", "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=300,
    )
    assert made.returncode == code, made.stdout + made.stderr
    assert words in " ".join(made.stdout.split())
