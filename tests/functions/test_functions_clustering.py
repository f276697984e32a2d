"""Hierarchical clustering: labels, orders, and Ward's method written out."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.cluster.hierarchy import fcluster, is_monotonic, is_valid_linkage, leaves_list, linkage
from scipy.spatial.distance import pdist
from sklearn.metrics import adjusted_rand_score

from functions import cluster_rows, order_by_clustering, transpose, vectorized_dist, ward_linkage

METHODS = ["ward", "complete", "average", "single", "weighted", "centroid", "median"]
R_METHODS = {"ward": "ward.D2", "complete": "complete", "average": "average", "single": "single"}


def r_clusters(tree, k):
    """Labels from the merges of R's hclust: below 0 a point, above 0 the cluster of a row."""
    merges = tree[["merge1", "merge2"]].dropna().astype(int).to_numpy()
    members = []
    labels = np.arange(len(merges) + 1)
    for merge in merges[: len(labels) - k]:
        members.append([i for m in merge for i in ([-m - 1] if m < 0 else members[m - 1])])
        labels[members[-1]] = len(labels) + len(members)
    return labels


class TestClusterRows:
    def test_labels_are_those_of_scipy(self, random_data):
        tree = linkage(random_data["expression"], "ward")
        for k in (1, 2, 3, 7, 20):
            labels = cluster_rows(random_data, k)
            np.testing.assert_array_equal(labels, fcluster(tree, k, "maxclust"))

    @pytest.mark.parametrize("method", METHODS)
    def test_labels_run_from_1_to_the_number_of_clusters(self, random_data, method):
        labels = cluster_rows(random_data, 6, method)
        assert labels.shape == (40,)
        assert np.issubdtype(labels.dtype, np.integer)
        assert set(labels) == set(range(1, 7))

    @pytest.mark.parametrize("n_clusters", range(1, 7))
    def test_ties_do_not_cost_a_cluster(self, build, n_clusters):
        data = build([[0], [0], [1], [1], [2], [2]])
        assert len(set(cluster_rows(data, n_clusters))) == n_clusters

    def test_a_single_gene_is_a_cluster(self, build):
        assert cluster_rows(build([[1, 2]]), 1).tolist() == [1]

    def test_nothing_is_stored_or_changed(self, random_data, same_data):
        before = copy.deepcopy(random_data)
        cluster_rows(random_data, 3)
        assert set(random_data) == {"expression", "genes", "samples"}
        same_data(random_data, before)

    @pytest.mark.parametrize(("n_clusters", "bound"), [(0, "at least 1"), (41, "at most 40")])
    def test_an_impossible_number_of_clusters_is_refused(self, random_data, n_clusters, bound):
        with pytest.raises(ValueError, match=f"n_clusters must be {bound}, not {n_clusters}"):
            cluster_rows(random_data, n_clusters)

    def test_another_method_is_refused_with_its_name(self, random_data):
        with pytest.raises(ValueError, match=r"'ward'.*not 'ward\.D2'"):
            cluster_rows(random_data, 3, "ward.D2")

    def test_a_missing_value_is_refused_with_the_gene(self, build):
        with pytest.raises(ValueError, match="'Gene2' has a missing"):
            cluster_rows(build([[1], [2], [np.nan]]), 2)

    @pytest.mark.parametrize(("method", "r_method"), R_METHODS.items())
    @pytest.mark.parametrize("what", ["genes", "samples"])
    def test_clusters_of_the_real_data_are_those_of_r(
        self, top500, reference, method, r_method, what
    ):
        tree = reference(f"hspc_hclust_{what}_{r_method}.tsv.gz")
        data = top500 if what == "genes" else transpose(top500)
        for k in (2, 3, 5, 8, 20):
            labels = cluster_rows(data, k, method)
            assert adjusted_rand_score(labels, r_clusters(tree, k)) == 1

    def test_five_clusters_of_the_real_data_have_the_published_sizes(self, top500, reference):
        labels = cluster_rows(top500, 5)
        assert np.bincount(labels)[1:].tolist() == [57, 76, 144, 91, 132]
        expected = reference("hspc_ward5.tsv").set_index("gene")["cut5"]
        assert adjusted_rand_score(labels, expected[top500["genes"].index]) == 1


class TestOrderByClustering:
    @pytest.mark.parametrize("method", METHODS)
    def test_rows_and_columns_are_in_the_order_of_the_leaves(self, random_data, method):
        expression = random_data["expression"]
        rows = leaves_list(linkage(expression, method))
        columns = leaves_list(linkage(expression.T, method))
        ordered = order_by_clustering(random_data, method)
        np.testing.assert_array_equal(ordered["expression"], expression[rows][:, columns])
        assert list(ordered["genes"].index) == list(random_data["genes"].index[rows])
        assert list(ordered["samples"].index) == list(random_data["samples"].index[columns])

    def test_every_value_stays_with_its_gene_and_sample(self, small):
        ordered = order_by_clustering(small)
        for i, gene in enumerate(ordered["genes"].index):
            for j, sample in enumerate(ordered["samples"].index):
                row = small["genes"].index.get_loc(gene)
                column = small["samples"].index.get_loc(sample)
                assert ordered["expression"][i, j] == small["expression"][row, column]
        assert ordered["genes"].loc["Klf1", "marker_of"] == "MEP"
        assert ordered["samples"].loc["B.1", "population"] == "B"

    def test_the_result_shares_nothing_with_the_input(self, small, same_data):
        before = copy.deepcopy(small)
        ordered = order_by_clustering(small)
        ordered["expression"][:] = -1
        ordered["genes"]["marker_of"] = "none"
        same_data(small, before)

    def test_a_single_gene_or_sample_stays_where_it_is(self, build):
        assert order_by_clustering(build([[3, 1, 2]]))["expression"].shape == (1, 3)
        assert order_by_clustering(build([[3], [1], [2]]))["expression"].shape == (3, 1)

    def test_another_method_is_refused_with_its_name(self, random_data):
        with pytest.raises(ValueError, match="not 'nearest'"):
            order_by_clustering(random_data, "nearest")


class TestWardLinkage:
    def test_four_points_merge_as_by_hand(self):
        # 0 2 | 10 12: two pairs at height 2; then sqrt(2 · 2·2/(2+2)) · 10 between their centres.
        tree = ward_linkage([[0], [2], [10], [12]])
        expected = [[0, 1, 2, 2], [2, 3, 2, 2], [4, 5, np.sqrt(2) * 10, 4]]
        np.testing.assert_allclose(tree, expected, rtol=1e-14)

    @pytest.mark.parametrize("shape", [(2, 1), (3, 2), (10, 3), (200, 5), (60, 200)])
    def test_the_tree_is_that_of_scipy(self, rng, shape):
        points = rng.normal(size=shape)
        np.testing.assert_allclose(ward_linkage(points), linkage(points, "ward"), rtol=1e-9)

    def test_half_the_squared_heights_sum_to_the_total_sum_of_squares(self, rng):
        points = rng.normal(3, 2, size=(80, 6))
        total = ((points - points.mean(axis=0)) ** 2).sum()
        assert (ward_linkage(points)[:, 2] ** 2 / 2).sum() == pytest.approx(total, rel=1e-10)

    @given(
        hnp.arrays(
            float,
            st.tuples(st.integers(2, 12), st.integers(1, 3)),
            elements=st.integers(-4, 4).map(float),
        )
    )
    def test_ties_and_duplicates_still_give_a_valid_tree_with_all_the_variation(self, points):
        tree = ward_linkage(points)
        assert is_valid_linkage(tree)
        assert is_monotonic(tree)
        assert (tree[:, 0] < tree[:, 1]).all()
        total = ((points - points.mean(axis=0)) ** 2).sum()
        np.testing.assert_allclose((tree[:, 2] ** 2 / 2).sum(), total, rtol=1e-9, atol=1e-12)

    def test_equal_points_merge_at_height_0(self):
        assert ward_linkage(np.full((5, 2), 0.1))[:, 2].tolist() == [0, 0, 0, 0]

    def test_one_point_has_no_merges(self):
        assert ward_linkage([[1.0, 2.0]]).shape == (0, 4)

    def test_the_points_are_not_touched(self, rng):
        points = rng.normal(size=(9, 2))
        before = points.copy()
        ward_linkage(points)
        np.testing.assert_array_equal(points, before)

    @pytest.mark.parametrize("points", [np.empty((0, 2)), [1.0, 2.0], np.ones((2, 2, 2))])
    def test_other_shapes_are_refused(self, points):
        with pytest.raises(ValueError, match=r"\(n, d\) with n of 1 or more"):
            ward_linkage(points)

    def test_a_missing_value_is_refused_with_the_row(self):
        with pytest.raises(ValueError, match="row 1 has a missing"):
            ward_linkage([[1.0], [np.nan]])

    @pytest.mark.parametrize(
        ("what", "top"), [("genes", 156.0651638843), ("samples", 187.7860553177)]
    )
    def test_heights_of_the_real_data_are_those_of_r(self, top500, reference, what, top):
        points = top500["expression"] if what == "genes" else top500["expression"].T
        tree = ward_linkage(points)
        expected = reference(f"hspc_hclust_{what}_ward.D2.tsv.gz")["height"].dropna()
        np.testing.assert_allclose(tree[:, 2], expected, rtol=1e-10)
        assert tree[-1, 2] == pytest.approx(top, abs=1e-10)
        np.testing.assert_array_equal(tree[:, [0, 1, 3]], linkage(points, "ward")[:, [0, 1, 3]])


@pytest.mark.parametrize(("method", "r_method"), R_METHODS.items())
@pytest.mark.parametrize("what", ["genes", "samples"])
def test_heights_from_our_distances_are_those_of_r(top500, reference, method, r_method, what):
    data = top500 if what == "genes" else transpose(top500)
    expected = reference(f"hspc_hclust_{what}_{r_method}.tsv.gz")["height"].dropna()
    heights = linkage(vectorized_dist(data), method)[:, 2]
    np.testing.assert_allclose(heights, expected, rtol=1e-10)


def test_a_square_matrix_in_place_of_distances_gives_another_tree(top500):
    # What the condensed form protects from: rows of distances taken for coordinates.
    from scipy.spatial.distance import squareform

    square = squareform(vectorized_dist(top500))
    assert linkage(pdist(square), "ward")[-1, 2] == pytest.approx(1425, abs=1)
