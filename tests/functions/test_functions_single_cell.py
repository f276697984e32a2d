"""Single cells: graphs, communities and consensus against scanpy, igraph and brute force."""

import importlib.util
import json

import igraph
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.spatial.distance import cdist
from scipy.stats import rankdata
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score

from functions import (
    consensus_matrix,
    from_pd,
    leiden,
    neighbour_graph,
    normalise_log,
    pca,
    sc3_consensus,
    sc3_k_selection,
    tsne,
    umap,
    weighted_neighbours,
)
from functions.kmeans_views import kmeans_of_views
from functions.sc3 import STARTS, _centred_ranks, _leading, _views


@pytest.fixture
def groups(rng):
    """Three groups of thirty cells far apart, and which cell is in which."""
    labels = np.repeat([0, 1, 2], 30)
    means = rng.normal(0, 4, (3, 20))
    return means[labels] + rng.normal(0, 1, (90, 20)), labels


@pytest.fixture
def pbmc():
    scanpy = pytest.importorskip("scanpy", reason="scanpy, which brings the data, is not installed")
    return scanpy.datasets.pbmc68k_reduced()


class TestNormalisation:
    def test_cells_have_the_same_sum(self):
        data = from_pd(pd.DataFrame([[1, 0, 5], [3, 2, 5]]))
        new = normalise_log(data, 100)
        np.testing.assert_allclose(new["expression"], np.log1p([[25, 0, 50], [75, 100, 50]]))
        assert data["expression"][0, 0] == 1

    def test_empty_cells_and_negative_values_are_refused(self):
        with pytest.raises(ValueError, match=r"cell 'b' has no counts \(1 such"):
            normalise_log(from_pd(pd.DataFrame({"a": [1, 2], "b": [0, 0]})))
        with pytest.raises(ValueError, match="cannot be negative"):
            normalise_log(from_pd(pd.DataFrame({"a": [1, -2]})))


class TestPCA:
    @pytest.mark.parametrize("shape", [(30, 8), (8, 30)])
    def test_components_are_those_of_scikit_learn(self, rng, shape):
        x = rng.normal(size=shape)
        scores, components, explained = pca(x, 4)
        expected = PCA(4).fit(x)
        signs = np.sign((components * expected.components_).sum(axis=1))
        np.testing.assert_allclose(components, expected.components_ * signs[:, None], atol=1e-8)
        np.testing.assert_allclose(scores, expected.transform(x) * signs, atol=1e-8)
        np.testing.assert_allclose(explained, expected.explained_variance_ratio_, rtol=1e-8)

    def test_the_largest_entry_is_positive(self, rng):
        components = pca(rng.normal(size=(20, 6)), 3)[1]
        assert (components.max(axis=1) == np.abs(components).max(axis=1)).all()

    def test_bad_numbers_are_refused(self):
        with pytest.raises(ValueError, match="n_components must be at most 2"):
            pca(np.ones((2, 5)), 3)
        with pytest.raises(ValueError, match="row 1 of x has a missing"):
            pca([[1, 2], [np.nan, 1]], 1)


class TestNeighbours:
    def test_the_graph_is_that_of_all_distances(self, rng):
        x = rng.normal(size=(40, 3))
        distances = cdist(x, x)
        np.fill_diagonal(distances, np.inf)
        near = np.argsort(distances, axis=1)[:, :4]
        expected = np.zeros((40, 40))
        expected[np.arange(40)[:, None], near] = 1
        graph = neighbour_graph(x, 4)
        assert sparse.issparse(graph)
        np.testing.assert_array_equal(graph.toarray(), np.maximum(expected, expected.T))

    def test_a_cell_is_not_its_own_neighbour_even_among_doubles(self):
        graph = neighbour_graph(np.zeros((6, 2)), 2).toarray()
        assert not graph.diagonal().any()
        assert (graph.sum(axis=1) >= 2).all()

    def test_k_must_be_less_than_the_number_of_cells(self):
        with pytest.raises(ValueError, match="k must be at most 4, not 5"):
            neighbour_graph(np.eye(5), 5)

    def test_weights_are_those_of_scanpy(self, pbmc):
        import scanpy

        x = pbmc.obsm["X_pca"][:, :30]
        scanpy.pp.neighbors(pbmc, n_neighbors=15, use_rep="X_pca", n_pcs=30)
        expected = pbmc.obsp["connectivities"].toarray()
        np.testing.assert_allclose(weighted_neighbours(x, 15).toarray(), expected, atol=1e-4)

    def test_weights_are_1_for_the_nearest_and_fade(self, rng):
        x = rng.normal(size=(50, 4))
        weights = weighted_neighbours(x, 10)
        assert abs(weights - weights.T).max() < 1e-12
        assert weights.data.max() <= 1 + 1e-12
        nearest = neighbour_graph(x, 1).nonzero()
        np.testing.assert_allclose(np.asarray(weights[nearest]).ravel(), 1)


class TestLeiden:
    def test_far_groups_are_communities_the_largest_first(self, groups):
        x, labels = groups
        found = leiden(neighbour_graph(np.vstack([x, x[:10]]), 8), 0.3)
        assert adjusted_rand_score(np.append(labels, labels[:10]), found) == 1
        assert (np.diff(np.bincount(found)) <= 0).all()

    def test_no_community_is_better_by_one_move(self, rng):
        graph = neighbour_graph(rng.normal(size=(60, 3)), 6)
        found = leiden(graph, n_iterations=-1)
        network = igraph.Graph.Adjacency(graph.toarray(), "undirected")
        best = network.modularity(found)
        for cell in range(0, 60, 7):
            for other in range(found.max() + 1):
                changed = found.copy()
                changed[cell] = other
                assert network.modularity(changed) <= best + 1e-9

    def test_the_seed_decides_and_pythons_generator_is_left_alone(self, rng):
        import random

        graph = neighbour_graph(rng.normal(size=(80, 5)), 5)
        before = random.getstate()
        np.testing.assert_array_equal(leiden(graph, 2.0, seed=4), leiden(graph, 2.0, seed=4))
        assert random.getstate() == before

    def test_real_cells_reach_the_modularity_of_igraph(self, pbmc, shared_data):
        reference = json.loads((shared_data / "reference" / "pbmc_leiden.json").read_text())
        weights = weighted_neighbours(pbmc.obsm["X_pca"][:, :30], 15)
        resolution = reference["resolution"]
        best = max(
            _quality(weights, leiden(weights, resolution, seed=seed), resolution)
            for seed in range(3)
        )
        assert best >= 0.8240

    def test_what_is_no_graph_is_refused(self):
        with pytest.raises(ValueError, match="symmetric square"):
            leiden(np.array([[0, 1], [0, 0]]))
        with pytest.raises(ValueError, match="negative weight"):
            leiden(np.array([[0, -1], [-1, 0]]))


def _quality(weights, labels, resolution):
    strength = np.asarray(weights.sum(axis=1)).ravel()
    total = strength.sum()
    same = labels[:, None] == labels
    inside = weights.toarray()[same].sum()
    return (inside - resolution * (np.outer(strength, strength)[same]).sum() / total) / total


class TestSC3:
    @pytest.mark.parametrize("numbers", [None, 5, [3, 4]])
    def test_far_groups_are_found(self, groups, numbers):
        x, labels = groups
        found = sc3_consensus(x, 3, numbers)
        assert adjusted_rand_score(labels, found) == 1
        assert set(found) == {0, 1, 2}

    def test_real_populations_are_found(self, hspc):
        truth = hspc["samples"]["population"]
        found = sc3_consensus(hspc["expression"].T, 3)
        assert adjusted_rand_score(truth, found) >= 0.8

    def test_constant_cells_and_empty_numbers_are_refused(self, groups):
        x, _ = groups
        with pytest.raises(ValueError, match="n_eigenvectors is empty"):
            sc3_consensus(x, 3, [])
        x[4] = 2
        with pytest.raises(ValueError, match="cell 4 has the same value"):
            sc3_consensus(x, 3)

    def test_too_many_cells_are_sent_to_leiden(self):
        with pytest.raises(ValueError, match=r"5,001 cells are too many.*leiden"):
            sc3_consensus(np.zeros((5_001, 2)), 3)

    def test_order_of_cells_is_that_of_the_labels(self, groups):
        """Cells that come in another order get their cluster along with them."""
        x, _ = groups
        found = sc3_consensus(x, 3)
        assert found.tolist() == pd.factorize(found)[0].tolist()
        mixed = np.random.default_rng(0).permutation(len(x))
        assert adjusted_rand_score(found[mixed], sc3_consensus(x[mixed], 3)) == 1

    def test_cells_that_are_equal_stay_together(self, groups, rng):
        x, _ = groups
        copies = np.repeat(x[rng.permutation(len(x))[:20]], 3, axis=0)
        found = sc3_consensus(copies, 4).reshape(20, 3)
        assert (found == found[:, :1]).all()
        assert set(sc3_consensus(np.tile(x[:1], (8, 1)), 2)) == {0, 1}

    def test_every_view_is_clustered_as_well_as_by_itself(self, groups, rng):
        x, _ = groups
        tables = np.stack([x, np.repeat(rng.normal(size=(45, 20)), 2, axis=0)])
        numbers = [2, 3, 20]
        [found] = kmeans_of_views(tables, numbers, [4], 10, rng)
        views = [table[:, :number] for table in tables for number in numbers]
        for view, labels in zip(views, found, strict=True):
            means = np.array([view[labels == j].mean(axis=0) for j in range(4)])
            inertia = ((view - means[labels]) ** 2).sum()
            best = KMeans(4, n_init=10, random_state=0).fit(view).inertia_
            assert inertia <= 1.05 * best

    def test_views_that_do_not_fit_together_are_clustered_in_parts(self, groups, rng, monkeypatch):
        x, truth = groups
        monkeypatch.setattr("functions.kmeans_views.TOGETHER", len(x) * 50)
        [found] = kmeans_of_views(np.stack([x, x]), [12, 15, 18, 20], [3], 4, rng)
        assert found.shape == (8, len(x))
        assert [adjusted_rand_score(truth, labels) for labels in found] == [1] * 8

    def test_with_fewer_places_than_clusters_nothing_is_lost(self, rng):
        places = np.repeat(np.eye(3), 4, axis=0)
        [[labels]] = kmeans_of_views(places[None], [3], [5], 3, rng)
        assert adjusted_rand_score(np.repeat([0, 1, 2], 4), labels) == 1

    @pytest.mark.parametrize(
        "values",
        [
            [[3.0, 1.0, 2.0, 2.0, 2.0, 7.0], [0.0, -0.0, 1e-9, -1.0, 5.0, 5.0]],
            np.round(np.random.default_rng(0).normal(size=(40, 1_000)), 1),
            np.random.default_rng(1).normal(size=(2, 40_000)),
        ],
    )
    def test_ranks_are_those_of_scipy(self, values):
        ranks = rankdata(values, axis=1)
        mean = (ranks.shape[1] + 1) / 2
        np.testing.assert_array_equal(_centred_ranks(np.array(values)), ranks - mean)

    @pytest.mark.parametrize("n_leading", [1, 3, 11])
    def test_leading_eigenvectors_are_those_of_numpy(self, rng, n_leading):
        loadings = rng.normal(size=(40, 12)) * np.geomspace(100, 1, 12)
        matrix = loadings @ loadings.T
        expected = np.linalg.eigh(matrix)[1][:, : -n_leading - 1 : -1]
        found = _leading(matrix.copy(), n_leading)
        np.testing.assert_allclose(np.abs((found * expected).sum(axis=0)), 1, atol=1e-4)
        np.testing.assert_allclose(found.T @ found, np.eye(n_leading), atol=1e-4)

    def test_leading_eigenvectors_may_belong_to_one_eigenvalue(self):
        found = _leading(np.eye(30) + np.kron(np.eye(3), np.ones((10, 10))), 6)
        np.testing.assert_allclose(found.T @ found, np.eye(6), atol=1e-4)
        shares = (found[:, :3].reshape(3, 10, 3).sum(axis=1) ** 2).sum() / 10
        assert shares == pytest.approx(3, abs=1e-4)


class TestNumbersOfClusters:
    """`sc3_k_selection`: consensus clustering for several numbers at once."""

    def test_labels_are_those_of_each_number_alone_in_the_order_asked_for(self, hspc):
        x = pd.DataFrame(hspc["expression"].T, index=hspc["samples"].index)
        labels = sc3_k_selection(x, [4, 2, 9], seed=1)["labels"]
        assert labels.index.equals(x.index)
        assert list(labels.columns) == [4, 2, 9]
        for k in labels:
            np.testing.assert_array_equal(labels[k], sc3_consensus(x, k, seed=1))

    def test_the_silhouette_is_that_of_the_rows_of_the_consensus(self, groups):
        x, _ = groups
        numbers, ks = [3, 5, 6], [2, 4, 7]
        found = sc3_k_selection(x, ks, numbers, seed=5)
        views = _views(x, max(numbers))
        votes = kmeans_of_views(views, numbers, ks, STARTS, np.random.default_rng(5))
        for k, runs in zip(ks, votes, strict=True):
            consensus = consensus_matrix(list(runs))
            rows = cdist(consensus, consensus)
            expected = silhouette_score(rows, found["labels"][k], metric="precomputed")
            assert found["silhouette"][k] == pytest.approx(expected, abs=1e-9)

    def test_no_number_is_more_stable_than_that_of_planted_groups(self, rng):
        """Fewer may be as stable: all runs cut at the widest gap. More are not."""
        truth = np.repeat(range(4), 25)
        up = np.repeat(np.eye(4), 20, axis=1)[truth]
        found = sc3_k_selection(6 * up + rng.normal(size=up.shape), range(2, 8))
        widths = found["silhouette"]
        assert widths[4] == pytest.approx(1)
        assert (widths[[5, 6, 7]] < 0.95).all()
        assert adjusted_rand_score(truth, found["labels"][4]) == 1

    def test_every_cell_may_be_a_cluster(self, rng):
        found = sc3_k_selection(rng.normal(size=(6, 10)), iter([6, 2]))
        assert found["labels"][6].tolist() == [0, 1, 2, 3, 4, 5]
        assert found["silhouette"][6] == 0

    def test_the_same_seed_gives_the_same_and_the_cells_stay_as_they_were(self, groups):
        x, _ = groups
        before = x.copy()
        one, other = (sc3_k_selection(x, [2, 5], seed=3) for _ in range(2))
        pd.testing.assert_frame_equal(one["labels"], other["labels"])
        pd.testing.assert_series_equal(one["silhouette"], other["silhouette"])
        np.testing.assert_array_equal(x, before)

    def test_tables_one_by_one_are_clustered_as_all_at_once(self, groups, monkeypatch):
        x, _ = groups
        expected = sc3_k_selection(x, [2, 3, 5], [3, 4, 7])
        monkeypatch.setattr("functions.kmeans_views.TOGETHER", x.shape[0] * 3 * 7)
        found = sc3_k_selection(x, [2, 3, 5], [3, 4, 7])
        pd.testing.assert_frame_equal(found["labels"], expected["labels"])
        pd.testing.assert_series_equal(found["silhouette"], expected["silhouette"])

    @pytest.mark.parametrize(
        ("ks", "error", "message"),
        [
            ([], ValueError, "ks is empty"),
            ([3, 4, 3], ValueError, "ks has 3 more than once"),
            ([2, 1], ValueError, "k must be at least 2, not 1"),
            ([2, 91], ValueError, "k must be at most 90, not 91"),
            ([2.0], TypeError, "k must be a whole number, not 2.0"),
            (3, TypeError, r"ks must be several numbers.*sc3_consensus\(x, 3\)"),
        ],
    )
    def test_numbers_that_cannot_be_are_refused(self, groups, ks, error, message):
        with pytest.raises(error, match=message):
            sc3_k_selection(groups[0], ks)


class TestMaps:
    def test_groups_stay_together(self, groups):
        x, labels = groups
        places = tsne(x, 10)
        inside = [places[labels == label] for label in range(3)]
        spread = max(np.linalg.norm(part - part.mean(axis=0), axis=1).max() for part in inside)
        centres = np.array([part.mean(axis=0) for part in inside])
        assert cdist(centres, centres)[np.triu_indices(3, 1)].min() > spread
        with pytest.raises(ValueError, match="below a third of the 90 cells"):
            tsne(x, 30)

    def test_without_umap_the_way_out_is_named(self, groups):
        if importlib.util.find_spec("umap"):
            pytest.skip("umap-learn is installed")
        with pytest.raises(ModuleNotFoundError, match=r"pip install umap-learn.*tsne"):
            umap(groups[0])
