"""Simulated single cells, and exchange with AnnData."""

import importlib.util
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from functions import (
    check_data_model,
    from_anndata,
    leiden,
    neighbour_graph,
    normalise_log,
    pca,
    proportions,
    rank_markers,
    simulate_cells,
    to_anndata,
)


def clusters(data, resolution=0.5):
    scores = pca(normalise_log(data)["expression"].T, 10)[0]
    return leiden(neighbour_graph(scores, 15), resolution)


def test_types_markers_and_samples_are_known():
    data = simulate_cells(200, 30, 4, seed=1)
    check_data_model(data)
    assert data["expression"].shape == (200, 120)
    assert data["samples"]["cell_type"].value_counts().to_dict() == dict.fromkeys(
        ["T1", "T2", "T3", "T4"], 30
    )
    assert set(data["samples"]["group"]) == {"control", "treated"}
    assert (data["genes"]["marker_of"] == "T2").sum() == 8


def test_types_are_found_again_and_their_markers_too():
    data = simulate_cells(seed=2)
    truth = data["samples"]["cell_type"]
    assert adjusted_rand_score(truth, clusters(data)) > 0.75
    table = rank_markers(normalise_log(data), truth, "T3")
    best = data["genes"].loc[table.index[:15], "marker_of"]
    assert (best == "T3").mean() > 0.9


def test_one_type_is_a_cloud_whose_clusters_have_markers_anyway():
    data = simulate_cells(300, 400, 1, seed=3)
    assert (data["genes"]["marker_of"] == "").all()
    found = clusters(data, 1.0)
    assert found.max() >= 1
    table = rank_markers(normalise_log(data), found, 0)
    assert (table["adj_p_value"] < 0.05).any()  # double dipping


def test_a_shift_raises_the_share_of_the_first_type():
    samples = simulate_cells(50, 3_000, 2, seed=4, shift=1.0)["samples"]
    shares = proportions(samples["sample"], samples["cell_type"])["T1"]
    assert shares[["S3", "S4"]].min() > shares[["S1", "S2"]].max()


def test_the_seed_decides_and_numbers_are_checked():
    one, other = (simulate_cells(50, 5, 2, seed=7)["expression"] for _ in range(2))
    np.testing.assert_array_equal(one, other)
    with pytest.raises(ValueError, match="n_genes must be at least 50"):
        simulate_cells(40, n_types=2)
    with pytest.raises(ValueError, match="effect must be 1 or more"):
        simulate_cells(effect=0.5)


class TestAnnData:
    def test_there_and_back_is_the_same(self, same_data):
        pytest.importorskip("anndata", reason="anndata is not installed")
        data = simulate_cells(50, 4, 2)
        adata = to_anndata(data)
        assert adata.shape == (8, 50)
        same_data(from_anndata(adata), data)

    def test_sparse_values_are_filled_in(self):
        adata = SimpleNamespace(
            X=sparse.csr_matrix([[0, 2.0], [1, 0], [0, 0]]),
            obs=pd.DataFrame(index=["c1", "c2", "c3"]),
            var=pd.DataFrame(index=["a", "b"]),
        )
        np.testing.assert_array_equal(from_anndata(adata)["expression"], [[0, 1, 0], [2, 0, 0]])
        with pytest.raises(TypeError, match="int is no AnnData: it has no X"):
            from_anndata(3)

    def test_without_the_package_the_way_out_is_named(self):
        if importlib.util.find_spec("anndata"):
            pytest.skip("anndata is installed")
        with pytest.raises(ModuleNotFoundError, match="pip install anndata"):
            to_anndata(simulate_cells(50, 2, 2))
