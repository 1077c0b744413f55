"""The few array functions, on every library that the book speaks of."""

import numpy as np
import pytest
from libraries import LIBRARIES, to_numpy

from adamtext.arrays import Rows, cast, first_nonfinite, maximum, sqrt, stack, zeros_like


@pytest.mark.parametrize("library", LIBRARIES)
def test_functions_agree_with_numpy(library):
    make = LIBRARIES[library]
    x, y = np.array([4.0, 9.0, 0.25]), np.array([5.0, 8.0, 0.5])
    np.testing.assert_array_equal(to_numpy(sqrt(make(x))), np.sqrt(x))
    np.testing.assert_array_equal(to_numpy(maximum(make(x), make(y))), np.maximum(x, y))
    np.testing.assert_array_equal(to_numpy(zeros_like(make(x))), np.zeros(3))
    np.testing.assert_array_equal(to_numpy(stack([make(x), make(y)])), np.stack([x, y]))


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_is_stacked_stays_in_its_library(library):
    x, rows = LIBRARIES[library](np.ones(2)), Rows(2)
    rows.append(x)
    assert type(stack([x, x])) is type(x)
    assert type(rows.stacked()) is type(x)


def test_numbers_are_stacked_too():
    np.testing.assert_array_equal(stack([1, 2]), [1, 2])
    np.testing.assert_array_equal(stack([np.float64(1.0), 2.0]), [1.0, 2.0])


@pytest.mark.parametrize("library", LIBRARIES)
def test_rows_are_copies(library):
    make = LIBRARIES[library]
    rows, x = Rows(3), make(np.array([1.0, 2.0]))
    rows.append(x)
    rows.append(x * 2)
    kept = to_numpy(rows.stacked())
    np.testing.assert_array_equal(kept, [[1.0, 2.0], [2.0, 4.0]])


def test_rows_do_not_follow_a_reused_buffer():
    buffer, rows = np.zeros(2), Rows(2)
    for value in (1.0, 2.0):
        buffer[:] = value
        rows.append(buffer)
    np.testing.assert_array_equal(rows.stacked(), [[1.0, 1.0], [2.0, 2.0]])


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_first_nonfinite_gives_the_first_coordinate(library, bad):
    make = LIBRARIES[library]
    x = np.ones((2, 3))
    assert first_nonfinite(make(x)) is None
    x[0, 2] = x[1, 1] = bad
    assert first_nonfinite(make(x)) == (0, 2)
    assert first_nonfinite(make(np.asarray(bad))) == ()


def test_rows_do_not_follow_a_tensor_that_is_overwritten():
    torch = pytest.importorskip("torch")
    buffer, rows = torch.zeros(2), Rows(2)
    for value in (1.0, 2.0):
        rows.append(buffer.fill_(value))
    np.testing.assert_array_equal(to_numpy(rows.stacked()), [[1.0, 1.0], [2.0, 2.0]])


def test_what_has_its_dtype_is_not_copied():
    x = np.ones(2)
    assert cast(x, x.dtype) is x


def test_sqrt_of_a_number_is_a_number():
    assert type(sqrt(2)) is float
    assert (sqrt(2.0) * np.ones(1, np.float32)).dtype == np.float32


def test_cast_leaves_the_counter_alone():
    assert cast(3, np.float32) == 3
    assert cast(np.ones(2), np.float32).dtype == np.float32


REFUSED = [
    (np.array([1, 2]), "dtype int64"),
    (np.array([1j]), "dtype complex128"),
    ([1.0, 2.0], "list"),
    (3.0, "float"),
    (None, "NoneType"),
]


@pytest.mark.parametrize(("theta", "kind"), REFUSED)
def test_averages_need_floating_point_numbers(theta, kind):
    with pytest.raises(ValueError, match=f"an array of floating-point numbers, got {kind}$"):
        zeros_like(theta)
