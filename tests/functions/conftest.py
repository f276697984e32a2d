"""Small data and the reference results that the tests of `functions` share."""

import numpy as np
import pandas as pd
import pytest

import functions


def make_data(expression, genes=None, samples=None):
    """Data dictionary of a nested list or array, with made-up names where none are given."""
    expression = np.array(expression, dtype=float)
    n_genes, n_samples = expression.shape
    return functions.from_pd(
        pd.DataFrame(
            expression,
            index=genes or [f"Gene{i}" for i in range(n_genes)],
            columns=samples or [f"S{j}" for j in range(n_samples)],
        )
    )


@pytest.fixture
def build():
    """`make_data`, for tests."""
    return make_data


@pytest.fixture
def small():
    """Three genes, four samples of two groups, with columns in both tables."""
    data = make_data(
        [[1, 2, 3, 4], [4, 3, 2, 1], [0, 0, 5, 5]],
        ["Mpo", "Klf1", "Procr"],
        ["A.1", "A.2", "B.1", "B.2"],
    )
    data["genes"]["marker_of"] = ["GMP", "MEP", "LTHSC"]
    data["samples"]["population"] = ["A", "A", "B", "B"]
    data["samples"]["depth"] = [1.0, 2.0, 1.0, np.nan]
    return data


@pytest.fixture
def random_data(rng):
    """Forty genes, twelve samples in three groups; six genes differ between the groups."""
    expression = rng.normal(6, 2, size=(40, 12))
    expression[:6, :4] += 5
    samples = [f"{group}.{i}" for group in "ABC" for i in range(1, 5)]
    return make_data(expression, samples=samples)


@pytest.fixture
def reference(shared_data):
    """Reader of the reference systems' tables, by name."""

    def read(name, **options):
        return pd.read_csv(shared_data / "reference" / name, sep="\t", **options)

    return read


@pytest.fixture
def top500(hspc):
    """The real data's 500 most variable genes as z-scores: what R clustered."""
    data = functions.get_top_variable_genes(hspc, 500)
    functions.zscore_rows(data)
    return data


def assert_same_data(one, other):
    """Both data dictionaries are equal in values, names, columns and order."""
    np.testing.assert_array_equal(one["expression"], other["expression"])
    pd.testing.assert_frame_equal(one["genes"], other["genes"])
    pd.testing.assert_frame_equal(one["samples"], other["samples"])


@pytest.fixture
def same_data():
    """`assert_same_data`, for tests."""
    return assert_same_data
