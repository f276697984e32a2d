"""Lesson 3: trees that tell right from wrong, and a linkage that has to be written out."""

import sys

import numpy as np
import pytest
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist

import functions
from autograder.call import LocalCall
from autograder.catalogue import find
from autograder.catalogue.clustering.trees import draw, tree_of, tree_of_square
from autograder.catalogue.clustering.ward import LINKAGE_FUNCTIONS
from autograder.judge import judge
from autograder.verdict import Status


def misconception(exercise, id):
    return next(one.implementation for one in find(exercise).misconceptions if one.id == id)


def test_the_tree_of_a_square_matrix_is_what_linkage_makes_of_it(rng):
    values = rng.normal(size=(9, 4))
    with pytest.warns(hierarchy.ClusterWarning):
        square = hierarchy.linkage(np.sqrt(((values[:, None] - values) ** 2).sum(axis=2)), "ward")
    np.testing.assert_allclose(tree_of_square(values), square)
    assert not np.allclose(tree_of_square(values)[:, 2], tree_of(values)[:, 2])


@pytest.mark.parametrize("name", ["cluster_rows", "order_by_clustering"])
def test_telling_data_are_found_whatever_the_seed(name):
    for seed in range(40):
        for check in find(name).checks:
            call = LocalCall(find(name).reference)
            check.run(call, np.random.default_rng(seed))


def test_any_numbering_of_the_clusters_is_right(rng):
    def renumbered(data, n_clusters, method="ward"):
        labels = functions.cluster_rows(data, n_clusters, method)
        return (rng.permutation(n_clusters) + 1)[labels - 1]

    # Another numbering at each call is another answer at each call, and only that is held against it.
    failed = [c.name for c in judge(find("cluster_rows"), renumbered).checks if c.points == 0]
    assert failed in ([], ["nothing is stored: the data stay as they were"])


def test_the_children_of_a_merge_may_stand_in_either_order(rng):
    def turned(points):
        tree = functions.ward_linkage(points)
        tree[:, :2] = tree[:, 1::-1]
        return tree

    assert judge(find("ward_linkage"), turned).status is Status.RIGHT


@pytest.mark.parametrize(
    ("id", "method"), [("H4", "centroid"), ("H28", "average"), ("H32", "complete")]
)
def test_a_wrong_linkage_is_the_one_that_its_message_names(rng, id, method):
    points = rng.normal(size=(12, 3))
    heights = misconception("ward_linkage", id)(points)[:, 2]
    np.testing.assert_allclose(heights, hierarchy.linkage(points, method)[:, 2])


def test_wrong_heights_are_off_by_what_their_messages_say(rng):
    points = rng.normal(size=(12, 3))
    right = hierarchy.linkage(points, "ward")[:, 2]
    for slip, expected in (("H3", right**2), ("H25", right / 2**0.5), ("H31", right**2 / 2)):
        np.testing.assert_allclose(misconception("ward_linkage", slip)(points)[:, 2], expected)


def through_an_alias(points):
    return hierarchy.linkage(points, "ward")


def through_another_function(points):
    return hierarchy.ward(pdist(points))


def through_scikit_learn(points):
    from sklearn.cluster import AgglomerativeClustering

    return AgglomerativeClustering(2, compute_distances=True).fit(points).distances_


def in_spite_of_the_error(points):
    try:
        return hierarchy.linkage(points, "ward")
    except Exception:
        return hierarchy.linkage(points, "ward")


def as_a_first_try(points):
    try:
        return hierarchy.linkage(points, "ward")
    except Exception:
        return functions.ward_linkage(points)


@pytest.mark.parametrize(
    "function",
    [
        through_an_alias,
        through_another_function,
        through_scikit_learn,
        in_spite_of_the_error,
        as_a_first_try,
    ],
)
def test_a_library_s_linkage_is_noticed_however_it_is_reached(rng, function):
    points = rng.normal(size=(6, 2))
    outcome = LocalCall(function).without(*LINKAGE_FUNCTIONS).outcome(points)
    assert outcome.error is not None
    assert outcome.error.type == "NotAllowed"
    assert outcome.error.message in LINKAGE_FUNCTIONS
    assert outcome.value is None


def test_the_libraries_work_again_after_the_call(rng):
    points = rng.normal(size=(6, 2))
    hook = sys.getprofile()
    LocalCall(through_an_alias).without(*LINKAGE_FUNCTIONS).outcome(points)
    assert sys.getprofile() is hook
    assert hierarchy.linkage(points, "ward").shape == (5, 4)
    assert LocalCall(through_an_alias).outcome(points).error is None


def test_calls_without_functions_are_in_the_log_of_the_call(rng):
    call = LocalCall(functions.ward_linkage)
    call.without(*LINKAGE_FUNCTIONS).outcome(rng.normal(size=(4, 2)))
    assert len(call.log) == 1


def test_part_of_the_work_earns_part_of_the_points(rng):
    verdict = judge(find("order_by_clustering"), misconception("order_by_clustering", "H10"))
    assert verdict.score == 2.0
    verdict = judge(find("ward_linkage"), misconception("ward_linkage", "H25"))
    assert verdict.score == 3.0
    assert judge(find("ward_linkage"), misconception("ward_linkage", "H24")).score == 0


def test_made_up_genes_have_no_equal_distances(rng):
    distances = np.sort(pdist(draw(rng, 22, 5)["expression"]))
    assert (np.diff(distances) > 1e-12 * distances[1:]).all()
