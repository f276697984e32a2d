"""Lesson 3, hierarchical clustering: cut a tree, order by trees, write Ward's method out.

Misconceptions that MISCONCEPTIONS.md doesn't have: H13 labels from 0, H14 samples clustered instead
of genes, H15 labels stored in the data, H16 the method ignored, H17 a default that isn't Ward, H18
columns left as they were, H19 genes sorted by cluster number, H20 an optimal ordering nobody asked
for, H21 rows z-scored first, H22 the input reordered in place, H24 a library's linkage function,
H25 the factor 2 forgotten, H26 clusters numbered by a point of theirs, H27 merges in the order of
finding them, H28 average linkage, H29 Lance and Williams on unsquared distances, H30 sizes that are
always 2, H31 the rise taken for the height, H32 complete linkage, H33 an update without sizes,
H34 points overwritten by centres, H35 the tree cut at a height.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import cdist, pdist, squareform

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import (
    Mismatch,
    as_numbers,
    entry_of,
    expect,
    expect_close,
    expect_conduct,
    expect_data,
    expect_independent,
    expect_partition,
    expect_value,
    shown,
)
from autograder.exercise import Call, exercise

Data = dict[str, Any]


def _tree(values: np.ndarray, method: str = "ward") -> np.ndarray:
    return linkage(pdist(values), method)


def _draw(rng: np.random.Generator, n_genes: int, n_samples: int) -> Data:
    """Genes that vary by different amounts, without clear groups: trees have much to differ in."""
    spread = rng.gamma(2.0, 1.0, size=(n_genes, 1))
    return data_of(6 + spread * rng.normal(size=(n_genes, n_samples)), rng)


def _telling(draw: Callable[[], Data], differ: Callable[[Data], bool]) -> Data:
    """Data on which the usual wrong ways give another answer than the right one."""
    for _ in range(2000):
        data = draw()
        if differ(data):
            return data
    raise RuntimeError("no telling data in 2000 draws")


# ---------------------------------------------------------------- cluster_rows

cluster_rows = exercise(
    "cluster_rows", lesson="clustering", points=3, reference=functions.cluster_rows
)


def _cut(tree: np.ndarray, n_clusters: int) -> np.ndarray:
    return fcluster(tree, n_clusters, criterion="maxclust")


def _z_scored(values: np.ndarray) -> np.ndarray:
    return (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True)


def _square(values: np.ndarray) -> np.ndarray:
    """The tree that `linkage` makes of the square distance matrix."""
    return linkage(pdist(squareform(pdist(values))), "ward")


def _distinct(answers: Iterable[np.ndarray]) -> bool:
    """Whether all are different; looks no further than the first that is not."""
    seen: set[bytes] = set()
    for answer in answers:
        if answer.tobytes() in seen:
            return False
        seen.add(answer.tobytes())
    return True


def _together(labels: np.ndarray) -> np.ndarray:
    return labels[:, None] == labels[None, :]


def _cuts(values: np.ndarray, n_clusters: int) -> Iterator[np.ndarray]:
    """What the right tree gives, and the wrong ones, those that differ least often first."""
    yield _together(_cut(_tree(values), n_clusters))
    yield _together(_cut(linkage(pdist(values) ** 2, "ward"), n_clusters))
    yield _together(_cut(_square(values), n_clusters))
    yield _together(_cut(_tree(values, "single"), n_clusters))
    yield _together(_cut(_tree(_z_scored(values)), n_clusters))
    yield _together(_cut(linkage(pdist(values, "correlation"), "ward"), n_clusters))


def _all_cuts_differ(data: Data, n_clusters: int) -> bool:
    values = data["expression"]
    if not _distinct(_cuts(values, n_clusters)):
        return False
    right = _cut(_tree(values), n_clusters)
    others = (_cut(_tree(values, method), n_clusters) for method in ("complete", "average"))
    return all((_together(right) != _together(other)).any() for other in others)


def _expect_clusters(labels: Any, data: Data, n_clusters: int, method: str = "ward") -> None:
    expected = _cut(_tree(data["expression"], method), n_clusters)
    what = f"your labels (n_clusters={n_clusters}, method={method!r})"
    expect_partition(labels, expected, what, names=list(data["genes"].index))


@cluster_rows.check("the clusters of genes that Ward's tree gives", points=1.25)
def clusters_of_wards_tree(call: Call, rng: np.random.Generator) -> None:
    for n_clusters in (4, 3):
        data = _telling(lambda: _draw(rng, 22, 5), lambda d, k=n_clusters: _all_cuts_differ(d, k))
        _expect_clusters(call(data, n_clusters), data, n_clusters)


@cluster_rows.check("labels are whole numbers from 1 to n_clusters", points=0.5)
def labels_from_one(call: Call, rng: np.random.Generator) -> None:
    data = _draw(rng, 11, 6)
    for n_clusters in (5, 1, 11):
        labels = as_numbers(call(data, n_clusters), "your labels")
        found, wanted = sorted(set(labels.ravel().tolist())), list(range(1, n_clusters + 1))
        expect(
            found == wanted,
            f"with n_clusters={n_clusters} the labels should be {shown(wanted)}, "
            f"but they are {shown([int(x) if float(x).is_integer() else x for x in found])}",
        )


@cluster_rows.check("the linkage method is the caller's", points=0.75)
def clusters_by_other_methods(call: Call, rng: np.random.Generator) -> None:
    data = _telling(lambda: _draw(rng, 22, 5), lambda d: _all_cuts_differ(d, 4))
    for method in ("average", "single"):
        _expect_clusters(call(data, 4, method=method), data, 4, method)
    _expect_clusters(call(data, n_clusters=4, method="complete"), data, 4, "complete")
    _expect_clusters(call(data, 4, "ward"), data, 4)


@cluster_rows.check("nothing is stored: the data stay as they were", points=0.5)
def nothing_stored(call: Call, rng: np.random.Generator) -> None:
    data = _draw(rng, 9, 5)
    labels = as_numbers(call(data, 3), "your labels")
    expect(
        labels.shape == (9,),
        f"there should be one label for each of 9 genes, but the shape is {labels.shape}",
    )
    expect_conduct(call, data, 3)


@cluster_rows.misconception(
    "H1",
    "You gave `linkage` the square distance matrix. It takes every row of it for the coordinates "
    "of a gene and measures distances between distance profiles, with a ClusterWarning at most. "
    "Give it the condensed vector, `pdist(X)` or `squareform(D)`, and compare the heights.",
    sees=clusters_of_wards_tree,
)
def square_matrix(data, n_clusters, method="ward"):
    return _cut(linkage(squareform(pdist(data["expression"])), method), n_clusters)


@cluster_rows.misconception(
    "H2",
    "You clustered correlation distances. Ward's method adds up squared Euclidean distances to "
    "cluster centres, so its heights mean nothing for another distance, and scipy doesn't complain. "
    "The task asks for Euclidean distances.",
    sees=clusters_of_wards_tree,
)
def correlation_distances(data, n_clusters, method="ward"):
    return _cut(linkage(pdist(data["expression"], "correlation"), method), n_clusters)


@cluster_rows.misconception(
    "H3",
    "You squared the distances before `linkage`. It squares them itself for Ward's method, so "
    "yours count to the fourth power and far genes weigh too much. Give it the distances as "
    "`pdist` returns them.",
    sees=clusters_of_wards_tree,
)
def squared_distances(data, n_clusters, method="ward"):
    return _cut(linkage(pdist(data["expression"]) ** 2, method), n_clusters)


@cluster_rows.misconception(
    "H5",
    "You called `fcluster(tree, n_clusters)` without a criterion. Then the number is a threshold "
    'of "inconsistency", not a number of clusters: count the different labels that you get. '
    'Say `criterion="maxclust"`.',
    sees=clusters_of_wards_tree,
)
def default_criterion(data, n_clusters, method="ward"):
    return fcluster(_tree(data["expression"], method), n_clusters)


@cluster_rows.misconception(
    "H35",
    'You cut with `criterion="distance"`, which takes the number for a height of the tree. How many '
    "clusters that makes depends on the scale of the data: count the different labels. Say "
    '`criterion="maxclust"`.',
    sees=clusters_of_wards_tree,
)
def cut_at_a_height(data, n_clusters, method="ward"):
    return fcluster(_tree(data["expression"], method), n_clusters, criterion="distance")


@cluster_rows.misconception(
    "H13",
    "Your clusters are right, but they are numbered from 0. The task asks for 1 to `n_clusters`, "
    "as `fcluster` numbers them. Look at `set(labels)`.",
    sees=labels_from_one,
)
def labels_from_zero(data, n_clusters, method="ward"):
    return functions.cluster_rows(data, n_clusters, method) - 1


@cluster_rows.misconception(
    "H14",
    "You clustered the columns: there is one label for every sample. Genes are the rows, and "
    "`pdist` compares rows, so no transposing is needed. Compare `len(labels)` with "
    '`len(data["genes"])`.',
    sees=clusters_of_wards_tree,
)
def samples_instead(data, n_clusters, method="ward"):
    return _cut(_tree(data["expression"].T, method), n_clusters)


@cluster_rows.misconception(
    "H15",
    'You stored the labels in `data["genes"]`. Whoever called the function finds a new column in a '
    "table that was only lent. Return the labels, and let the caller store them.",
    sees=nothing_stored,
)
def stored_labels(data, n_clusters, method="ward"):
    data["genes"]["cluster"] = functions.cluster_rows(data, n_clusters, method)
    return data["genes"]["cluster"].to_numpy()


@cluster_rows.misconception(
    "H16",
    "Your function gives Ward's clusters whatever `method` says. Hand the argument on: "
    "`linkage(distances, method)`.",
    sees=clusters_by_other_methods,
)
def always_ward(data, n_clusters, method="ward"):
    return functions.cluster_rows(data, n_clusters)


@cluster_rows.misconception(
    "H17",
    "Your tree is single linkage where nobody names a method. That is scipy's default, not this "
    'function\'s: write `method="ward"` in the signature and hand it to `linkage`.',
    sees=clusters_of_wards_tree,
)
def single_by_default(data, n_clusters, method="single"):
    return functions.cluster_rows(data, n_clusters, method)


@cluster_rows.misconception(
    "H21",
    "You z-scored the genes first. That may be a good idea, but then it is the caller's: the task "
    "asks for the distances of the rows as they are. Someone who wants z-scores calls "
    "`zscore_rows` before.",
    sees=clusters_of_wards_tree,
)
def z_scored_first(data, n_clusters, method="ward"):
    return _cut(_tree(_z_scored(data["expression"]), method), n_clusters)


cluster_rows.hints(
    "Three steps: the distances between the rows, a tree from the distances, clusters from the "
    "tree. scipy has a function for each; look at what each of them takes and returns.",
    '`pdist(data["expression"])` gives the condensed distances that `linkage` expects. `fcluster` '
    "cuts the tree, but its default criterion doesn't count clusters: read about `criterion`.",
    "tree = linkage(pdist(data['expression']), method), and then "
    "fcluster(tree, n_clusters, criterion='maxclust') gives labels from 1 to n_clusters.",
)

# ---------------------------------------------------------------- order_by_clustering

order_by_clustering = exercise(
    "order_by_clustering", lesson="clustering", points=3, reference=functions.order_by_clustering
)


def _ordered(data: Data, rows: np.ndarray, columns: np.ndarray) -> Data:
    return {
        "expression": data["expression"][np.ix_(rows, columns)],
        "genes": data["genes"].iloc[rows].copy(),
        "samples": data["samples"].iloc[columns].copy(),
    }


def _leaves(values: np.ndarray, method: str = "ward") -> np.ndarray:
    return leaves_list(_tree(values, method))


def _right_order(data: Data, method: str = "ward") -> Data:
    values = data["expression"]
    return _ordered(data, _leaves(values, method), _leaves(values.T, method))


def _all_orders_differ(data: Data) -> bool:
    values = data["expression"]
    trees = (_square(values), _tree(_z_scored(values)), _tree(values, "single"))
    wrong = (
        np.arange(len(values)),
        np.argsort(_cut(_tree(values), 3), kind="stable"),
        leaves_list(linkage(pdist(values), "ward", optimal_ordering=True)),
        *(leaves_list(tree) for tree in trees),
    )
    orders = [order.astype(int) for order in (_leaves(values), *wrong)]
    moved = (_leaves(values.T) != np.arange(values.shape[1])).any()
    return moved and _distinct(orders)


def _to_order(rng: np.random.Generator) -> Data:
    return _telling(lambda: _draw(rng, 11, 8), _all_orders_differ)


def _expect_rows_like(answer: np.ndarray, expected: np.ndarray, what: str, names: Any) -> None:
    """Expect the rows in their order, whatever the order within each of them."""
    found = as_numbers(answer, "your data's expression")
    expect(
        found.shape == expected.shape,
        f"your data's expression should have {len(expected)} {what}s of {expected.shape[1]} values",
    )
    alike = np.isclose(np.sort(found, axis=1), np.sort(expected, axis=1), rtol=1e-8).all(axis=1)
    first = int(np.argmin(alike))
    expect(
        alike.all(),
        f"{what} {first} of the ordered expression should be that of {names[first]} "
        f"({int((~alike).sum())} of {len(alike)} {what}s are not in the order of the leaves)",
    )


@order_by_clustering.check("rows in the order of the leaves of the genes' tree", points=0.75)
def rows_in_leaf_order(call: Call, rng: np.random.Generator) -> None:
    data = _to_order(rng)
    expected = _right_order(data)
    answer = entry_of(call(data), "expression", np.ndarray)
    _expect_rows_like(answer, expected["expression"], "row", expected["genes"].index)


@order_by_clustering.check("columns in the order of the leaves of the samples' tree", points=0.75)
def columns_in_leaf_order(call: Call, rng: np.random.Generator) -> None:
    data = _to_order(rng)
    expected = _right_order(data)
    answer = entry_of(call(data), "expression", np.ndarray)
    names = expected["samples"].index
    _expect_rows_like(answer.T, expected["expression"].T, "column", names)


@order_by_clustering.check("both tables follow the expression", points=0.5)
def tables_follow(call: Call, rng: np.random.Generator) -> None:
    data = _to_order(rng)
    expect_data(call(data), _right_order(data))


@order_by_clustering.check("the linkage method is the caller's", points=0.5)
def order_by_other_methods(call: Call, rng: np.random.Generator) -> None:
    data = _to_order(rng)
    for method in ("average", "complete"):
        expect_data(call(data, method=method), _right_order(data, method))
    expect_data(call(data, "single"), _right_order(data, "single"))


@order_by_clustering.check("new data: the input stays as it was and shares nothing", points=0.5)
def new_data(call: Call, rng: np.random.Generator) -> None:
    data = _draw(rng, 9, 6)
    outcome = call.outcome(data)
    entry_of(expect_value(outcome), "expression", np.ndarray)
    expect_conduct(call, data)
    expect_independent(outcome)


@order_by_clustering.misconception(
    "H1",
    "You gave `linkage` the square distance matrix, so it clustered distance profiles, not genes: "
    "another tree and another order. Give it the condensed vector, `pdist(X)`.",
    sees=rows_in_leaf_order,
)
def order_of_square_matrices(data, method="ward"):
    def leaves(values):
        return leaves_list(linkage(squareform(pdist(values)), method))

    return _ordered(data, leaves(data["expression"]), leaves(data["expression"].T))


@order_by_clustering.misconception(
    "H10",
    "You reordered the matrix but not the tables, so every row now carries another gene's name. "
    "The leaves are positions: give the same ones to `data['genes'].iloc[...]` and "
    "`data['samples'].iloc[...]`. Look up one marker gene before and after.",
    sees=tables_follow,
)
def names_left_behind(data, method="ward"):
    ordered = functions.order_by_clustering(data, method)
    return {
        "expression": ordered["expression"],
        "genes": data["genes"].copy(),
        "samples": data["samples"].copy(),
    }


@order_by_clustering.misconception(
    "H16",
    "Your order is Ward's whatever `method` says. Hand the argument on to both calls of `linkage`.",
    sees=order_by_other_methods,
)
def ward_order_always(data, method="ward"):
    return functions.order_by_clustering(data)


@order_by_clustering.misconception(
    "H17",
    "Where nobody names a method, your trees are single linkage, scipy's own default. This "
    'function\'s default is Ward: write `method="ward"` in the signature and hand it to `linkage`.',
    sees=rows_in_leaf_order,
)
def single_order_by_default(data, method="single"):
    return functions.order_by_clustering(data, method)


@order_by_clustering.misconception(
    "H18",
    "The genes are in order, but the samples are where they were. The columns have a tree of their "
    "own: cluster the transposed matrix, and reorder columns and sample table by its leaves.",
    sees=columns_in_leaf_order,
)
def samples_left_alone(data, method="ward"):
    rows = _leaves(data["expression"], method)
    return _ordered(data, rows, np.arange(data["expression"].shape[1]))


@order_by_clustering.misconception(
    "H19",
    "You cut the tree and sorted by cluster number. That keeps clusters together, but within one "
    "the genes stand in their old order. `leaves_list` reads the order of all leaves off the tree.",
    sees=rows_in_leaf_order,
)
def sorted_by_cluster(data, method="ward"):
    def order(values):
        return np.argsort(_cut(_tree(values, method), 3), kind="stable")

    return _ordered(data, order(data["expression"]), order(data["expression"].T))


@order_by_clustering.misconception(
    "H20",
    "You asked for `optimal_ordering=True`, which flips branches until neighbours are as close as "
    "the tree allows. A fair wish, but another order than the plain `leaves_list` that the task "
    "asks for: leave it out.",
    sees=rows_in_leaf_order,
)
def optimally_ordered(data, method="ward"):
    def leaves(values):
        return leaves_list(linkage(pdist(values), method, optimal_ordering=True))

    return _ordered(data, leaves(data["expression"]), leaves(data["expression"].T))


@order_by_clustering.misconception(
    "H22",
    "The order is right, but you wrote it into the caller's dictionary: `data` itself is reordered "
    "now. Build a new dictionary and return that.",
    sees=new_data,
)
def reordered_in_place(data, method="ward"):
    data.update(functions.order_by_clustering(data, method))
    return data


@order_by_clustering.misconception(
    "H21",
    "You z-scored the genes before clustering them. The task asks for the distances of the values "
    "as they are; whoever wants z-scores calls `zscore_rows` before.",
    sees=rows_in_leaf_order,
)
def ordered_by_z_scores(data, method="ward"):
    z_scores = _z_scored(data["expression"])
    return _ordered(data, _leaves(z_scores, method), _leaves(z_scores.T, method))


order_by_clustering.hints(
    "You need two trees: one of the rows, one of the columns. What has to be done to a matrix so "
    "that a function for rows sees its columns?",
    "`leaves_list(tree)` gives the positions of the leaves from left to right. Positions, not "
    "names: use them on the array, and with `.iloc` on the tables.",
    "rows = leaves_list(linkage(pdist(X), method)), columns = leaves_list(linkage(pdist(X.T), "
    "method)); then X[np.ix_(rows, columns)], data['genes'].iloc[rows].copy() and "
    "data['samples'].iloc[columns].copy().",
)

# ---------------------------------------------------------------- ward_linkage

ward_linkage = exercise(
    "ward_linkage", lesson="clustering", points=5, reference=functions.ward_linkage
)

LINKAGE_FUNCTIONS = (
    "scipy.cluster.hierarchy.linkage",
    "sklearn.cluster._agglomerative.ward_tree",
    "sklearn.cluster._agglomerative.linkage_tree",
    "fastcluster.linkage",
    "fastcluster.linkage_vector",
)


def _tree_of(call: Call, points: np.ndarray) -> np.ndarray:
    """The learner's tree as numbers of the right shape, made without a library's linkage."""
    outcome = call.without(*LINKAGE_FUNCTIONS).outcome(points)
    if outcome.error is not None and outcome.error.type == "NotAllowed":
        raise Mismatch(f"the tree should be your own work, but you call {outcome.error.message}")
    tree = as_numbers(expect_value(outcome), "your tree")
    wanted = (len(points) - 1, 4)
    expect(tree.shape == wanted, f"your tree should have shape {wanted}, but has {tree.shape}")
    return tree


def _points(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    centres = 4 * rng.normal(size=(3, d))
    return centres[rng.integers(3, size=n)] + rng.normal(size=(n, d))


def _members(tree: np.ndarray) -> list[frozenset[int]]:
    """Points of every cluster: first the points themselves, then row by row.

    Raises
    ------
    Mismatch
        If a row joins clusters that don't exist (yet), or one that is part of another already.
    """
    n = len(tree) + 1
    members = [frozenset([i]) for i in range(n)]
    used: set[int] = set()
    for row, pair in enumerate(tree[:, :2]):
        for number in pair:
            if not float(number).is_integer() or not 0 <= number < n + row:
                raise Mismatch(
                    f"row {row} of your tree joins cluster {shown(number)}, which doesn't exist yet: "
                    f"points are 0 to {n - 1}, and row i makes cluster {n} + i"
                )
            if int(number) in used:
                raise Mismatch(
                    f"row {row} of your tree joins cluster {int(number)}, which an earlier row has "
                    f"joined already: the new cluster of row i has the number {n} + i"
                )
            used.add(int(number))
        a, b = (int(number) for number in pair)
        members.append(members[a] | members[b])
    return members


@ward_linkage.check("the height of every merge, lowest first", points=2)
def merge_heights(call: Call, rng: np.random.Generator) -> None:
    for n, d in ((14, 3), (9, 1), (2, 2)):
        points = _points(rng, n, d)
        heights = _tree_of(call, points)[:, 2]
        expect_close(heights, _tree(points)[:, 2], f"the heights of {n} points")


@ward_linkage.check("the clusters that every merge joins, numbered as scipy does", points=1.5)
def merged_clusters(call: Call, rng: np.random.Generator) -> None:
    for n, d in ((13, 2), (8, 4)):
        points = _points(rng, n, d)
        tree, right = _tree_of(call, points), _tree(points)
        found, wanted = _members(tree), _members(right)
        for row in range(n - 1):
            pair = {found[int(number)] for number in tree[row, :2]}
            right_pair = {wanted[int(number)] for number in right[row, :2]}
            if pair != right_pair:
                raise Mismatch(
                    f"row {row} of the tree of {n} points should join {_listed(right_pair)}, "
                    f"but joins {_listed(pair)}"
                )


def _listed(clusters: set[frozenset[int]]) -> str:
    return " and ".join(
        f"{{{', '.join(map(str, sorted(one)))}}}" for one in sorted(clusters, key=min)
    )


@ward_linkage.check("the size of every new cluster in the fourth column", points=0.75)
def cluster_sizes(call: Call, rng: np.random.Generator) -> None:
    points = _points(rng, 12, 3)
    expect_close(_tree_of(call, points)[:, 3], _tree(points)[:, 3], "the sizes of the clusters")


@ward_linkage.check("the points stay as they were", points=0.75)
def points_untouched(call: Call, rng: np.random.Generator) -> None:
    points = _points(rng, 10, 3)
    _tree_of(call, points)
    expect_conduct(call.without(*LINKAGE_FUNCTIONS), points)


def _merge_by(points, cost, height=lambda cost: cost):
    """A tree that joins the two clusters of lowest cost (of their two arrays of points)."""
    clusters = {i: points[[i]] for i in range(len(points))}
    tree = []
    while len(clusters) > 1:
        pairs = [(a, b) for a in clusters for b in clusters if a < b]
        costs = [cost(clusters[a], clusters[b]) for a, b in pairs]
        cheapest = int(np.argmin(costs))
        a, b = pairs[cheapest]
        joined = np.vstack([clusters.pop(a), clusters.pop(b)])
        clusters[len(points) + len(tree)] = joined
        tree.append([a, b, height(costs[cheapest]), len(joined)])
    return np.array(tree, dtype=float)


def _rise(a, b):
    """Rise of the sum of squares within clusters when a and b are joined."""
    return len(a) * len(b) / (len(a) + len(b)) * ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum()


@ward_linkage.misconception(
    "H3",
    "You left the heights squared: yours are the squares of scipy's. The order of the merges is the "
    "same, but a cut at a height is not. Take the square root of 2·ΔSSE at the end.",
    sees=merge_heights,
)
def squared_heights(points):
    return _merge_by(points, _rise, lambda rise: 2 * rise)


@ward_linkage.misconception(
    "H4",
    "You join the two clusters whose centres are closest, and take that distance for the height. "
    "Ward's method asks what the merge costs: 2·nA·nB/(nA + nB) times the squared distance of the "
    "centres, so that joining large clusters is dear. The height is the square root of it.",
    sees=merge_heights,
)
def closest_centres(points):
    return _merge_by(points, lambda a, b: np.linalg.norm(a.mean(axis=0) - b.mean(axis=0)))


@ward_linkage.misconception(
    "H25",
    "Your heights are scipy's divided by √2: you took √ΔSSE. With the factor 2, √(2·ΔSSE), two "
    "single points merge at their plain distance. Try it on two points that are 3 apart.",
    sees=merge_heights,
)
def without_factor_two(points):
    return _merge_by(points, _rise, np.sqrt)


@ward_linkage.misconception(
    "H31",
    "You took ΔSSE itself, the rise of the sum of squares, for the height. scipy's height is a "
    "distance, √(2·ΔSSE): two single points merge at their plain distance.",
    sees=merge_heights,
)
def rise_as_height(points):
    return _merge_by(points, _rise)


@ward_linkage.misconception(
    "H28",
    "You join the clusters whose points are closest on average: that is average linkage. Ward's "
    "method looks at the rise of the sum of squares within clusters, nA·nB/(nA + nB) times the "
    "squared distance of the centres.",
    sees=merge_heights,
)
def average_linkage(points):
    return _merge_by(points, lambda a, b: cdist(a, b).mean())


@ward_linkage.misconception(
    "H32",
    "You give the merge of two clusters the distance of their farthest points: that is complete "
    "linkage. Ward's method looks at the rise of the sum of squares within clusters, "
    "nA·nB/(nA + nB) times the squared distance of the centres.",
    sees=merge_heights,
)
def complete_linkage(points):
    return _merge_by(points, lambda a, b: cdist(a, b).max())


@ward_linkage.misconception(
    "H24",
    "You let scipy's `linkage` do the work. The challenge is to write Ward's method out: keep a "
    "list of clusters, find the merge with the smallest rise, note it, and go on. Use `linkage` to "
    "compare the result with.",
    sees=merge_heights,
)
def scipys_linkage(points):
    return linkage(points, "ward")


@ward_linkage.misconception(
    "H26",
    "You number a new cluster by one of its points. In scipy's format the cluster of row i has the "
    "number n + i, so that each number below that is used once. Look at the first two columns: "
    "none of yours is n or more.",
    sees=merged_clusters,
)
def numbered_by_a_point(points):
    tree = functions.ward_linkage(points)
    first = [min(cluster) for cluster in _members(tree)]
    tree[:, :2] = [[first[int(a)], first[int(b)]] for a, b in tree[:, :2]]
    return tree


@ward_linkage.misconception(
    "H27",
    "Your merges stand in the order in which they were found. scipy's rows are sorted by height, "
    "and the clusters numbered after that: a nearest-neighbour chain finds high merges early. "
    "Check that the third column never falls.",
    sees=merge_heights,
)
def in_order_of_finding(points):
    tree = functions.ward_linkage(points)
    return _renumbered(tree, _branch_by_branch(tree))


def _branch_by_branch(tree):
    """Rows of a tree with a whole branch before the next one, the larger number first."""
    n, order = len(tree) + 1, []

    def walk(number):
        if number >= n:
            row = int(number) - n
            walk(max(tree[row, :2]))
            walk(min(tree[row, :2]))
            order.append(row)

    walk(2 * n - 2)
    return order


def _renumbered(tree, order):
    n = len(tree) + 1
    number = {**{i: i for i in range(n)}, **{n + row: n + i for i, row in enumerate(order)}}
    moved = tree[order]
    moved[:, :2] = [[number[int(a)], number[int(b)]] for a, b in moved[:, :2]]
    return moved


@ward_linkage.misconception(
    "H29",
    "You put plain distances into the formula of Lance and Williams. For Ward's method it holds for "
    "squared distances: square first, update, and take the root of the height that you store. The "
    "first merge is right either way, later ones are not.",
    sees=merge_heights,
)
def update_of_unsquared(points):
    return _lance_williams(points, squared=False)


@ward_linkage.misconception(
    "H33",
    "In the update after a merge you left out the sizes of the clusters (or set them to 1 and never "
    "raised them). A cluster of ten points has to weigh ten times as much as a single one: keep the "
    "sizes, and add them at each merge.",
    sees=merge_heights,
)
def update_without_sizes(points):
    return _lance_williams(points, grow=False)


def _lance_williams(points, squared=True, grow=True):
    power = 2 if squared else 1
    between = squareform(pdist(points) ** power)
    np.fill_diagonal(between, np.inf)
    n, number, weight = len(points), list(range(len(points))), np.ones(len(points))
    size, tree = weight.copy(), []
    for step in range(n - 1):
        a, b = np.unravel_index(between.argmin(), between.shape)
        height = between[a, b]
        new = (weight[a] + weight) * between[a] + (weight[b] + weight) * between[b]
        new = (new - weight * height) / (weight[a] + weight[b] + weight)
        between[a] = between[:, a] = new
        between[a, a] = between[b] = between[:, b] = np.inf
        size[a] += size[b]
        if grow:
            weight[a] = size[a]
        tree.append([*sorted((number[a], number[b])), max(height, 0) ** (1 / power), size[a]])
        number[a] = n + step
    return np.array(tree, dtype=float)


@ward_linkage.misconception(
    "H30",
    "Your fourth column holds how many clusters a row joins, always 2. It should hold how many "
    "points are in the new cluster: add the sizes of the two. In the last row it is n.",
    sees=cluster_sizes,
)
def always_two(points):
    tree = functions.ward_linkage(points)
    tree[:, 3] = 2
    return tree


@ward_linkage.misconception(
    "H34",
    "You kept the centres of the merged clusters in `points` itself, so the caller's points are "
    "overwritten. Start from a copy: `centres = points.copy()`.",
    sees=points_untouched,
)
def centres_in_the_points(points):
    tree = functions.ward_linkage(points)
    members = _members(tree)
    original = points.copy()
    for cluster in members[len(points) :]:
        points[min(cluster)] = original[sorted(cluster)].mean(axis=0)
    return tree


ward_linkage.hints(
    "Start with every point as a cluster of its own. What does one step need to know of two "
    "clusters to say what joining them costs? Their sizes and their centres are enough.",
    "One step: for every pair compute 2·nA·nB/(nA + nB)·|cA − cB|², take the smallest, write down "
    "the two numbers, its square root and nA + nB. The new cluster has the number n + step and the "
    "mean of all its points as centre.",
    "clusters = {i: (1, points[i]) for i in range(n)}; in step i find the pair (a, b) of the smallest "
    "cost, tree.append([a, b, cost ** 0.5, na + nb]), remove both and set clusters[n + i] = (na + nb, "
    "(na * ca + nb * cb) / (na + nb)).",
)
