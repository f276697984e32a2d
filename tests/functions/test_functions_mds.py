"""Samples in a plane by their leading log fold changes."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from functions import expression_df, log_cpm, mds_coordinates, simulate_counts

FOLDER = Path(__file__).with_name("reference_r")


def test_it_is_that_of_limma_on_simulated_counts():
    """reference_r/make_reference.R made the coordinates."""
    data = pd.read_csv(FOLDER / "data.tsv.gz", sep="\t")
    results = pd.read_csv(FOLDER / "results.tsv.gz", sep="\t")

    def matrix(table, case, quantity):
        rows = table[(table["case"] == case) & (table["quantity"] == quantity)]
        return rows.set_index(["row", "column"])["value"].unstack().to_numpy()  # noqa: PD010

    # R scaled the values that voom made with effective library sizes.
    logs = matrix(results, "tmm", "E")
    assert logs.shape == matrix(data, "counts", "counts").shape
    coordinates, explained = mds_coordinates(pd.DataFrame(logs), top=20, n_dims=4)
    expected = matrix(results, "mds", "coordinates")
    signs = np.sign((coordinates.to_numpy() * expected).sum(axis=0))
    np.testing.assert_allclose(coordinates * signs, expected, atol=1e-10)
    np.testing.assert_allclose(explained, matrix(results, "mds", "explained")[:4, 0], rtol=1e-9)


def test_with_all_genes_distances_are_euclidean_and_kept_in_all_dimensions(rng):
    values = rng.normal(size=(40, 6))
    coordinates, explained = mds_coordinates(pd.DataFrame(values), top=40, n_dims=5)
    np.testing.assert_allclose(pdist(coordinates), pdist(values.T) / np.sqrt(40))
    assert explained.sum() == pytest.approx(1)
    assert (np.diff(explained) <= 0).all()


def test_only_the_genes_that_differ_most_count_in_each_pair(rng):
    values = rng.normal(size=(300, 5))
    coordinates, _ = mds_coordinates(pd.DataFrame(values), top=10, n_dims=4)
    squared = (values[:, :, None] - values[:, None, :]) ** 2
    leading = np.sort(squared, axis=0)[-10:].mean(axis=0)
    centring = np.eye(5) - 1 / 5
    np.testing.assert_allclose(
        np.linalg.norm(centring @ leading @ centring / -2),
        np.sqrt((np.linalg.eigvalsh(centring @ leading @ centring / -2) ** 2).sum()),
    )
    largest = np.linalg.eigvalsh(centring @ leading @ centring / -2)[-1]
    assert (coordinates["dim1"] ** 2).sum() == pytest.approx(largest)


def test_samples_keep_their_names_and_signs_are_settled():
    data = simulate_counts(300, 4, 1)
    coordinates, explained = mds_coordinates(log_cpm(expression_df(data)))
    assert list(coordinates.index) == list(data["samples"].index)
    assert list(coordinates.columns) == ["dim1", "dim2"]
    assert explained.shape == (2,)
    for name in coordinates:
        assert coordinates[name].abs().max() == coordinates[name].max()
    groups = (data["samples"]["group"] == "treated").astype(float)
    assert abs(np.corrcoef(coordinates["dim1"], groups)[0, 1]) > 0.9


def test_equal_samples_lie_on_one_point():
    coordinates, explained = mds_coordinates(pd.DataFrame(np.ones((5, 3))))
    np.testing.assert_allclose(coordinates, 0, atol=1e-12)
    assert (explained == 0).all()


def test_what_cannot_be_scaled_is_refused():
    values = pd.DataFrame(np.arange(12.0).reshape(4, 3), index=list("abcd"))
    with pytest.raises(ValueError, match="n_dims must be at most 2, not 3"):
        mds_coordinates(values, n_dims=3)
    with pytest.raises(ValueError, match="top must be at least 1, not 0"):
        mds_coordinates(values, top=0)
    with pytest.raises(ValueError, match="2 samples or more"):
        mds_coordinates(values[[0]])
    values.loc["c", 1] = np.nan
    with pytest.raises(ValueError, match="MDS need finite values, but gene 'c'"):
        mds_coordinates(values)
