"""Array libraries that the tests run on: name -> function from a NumPy array to its own."""

import importlib.util

import array_api_strict
import numpy as np


def _installed(name):
    return importlib.util.find_spec(name) is not None


LIBRARIES = {"numpy": np.asarray, "array_api_strict": array_api_strict.asarray}

if _installed("torch"):
    import torch

    LIBRARIES["torch"] = lambda x: torch.from_numpy(np.array(x))

if _installed("jax"):
    import jax

    jax.config.update("jax_enable_x64", True)
    LIBRARIES["jax"] = jax.numpy.asarray


def to_numpy(x):
    """Bring an array of any of the libraries back to NumPy."""
    return np.asarray(x)
