"""What tests of figures share."""

import matplotlib
import pytest

matplotlib.use("Agg")


@pytest.fixture
def ax():
    """Return axes to draw in, and close all figures afterwards."""
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    yield ax
    plt.close("all")
