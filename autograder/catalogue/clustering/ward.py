"""Ward's method, written out."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import cdist, pdist, squareform

import functions
from autograder.catalogue.clustering.trees import (
    tree_of,
)
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    expect_value,
    shown,
)
from autograder.exercise import Call, exercise

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
        expect_close(heights, tree_of(points)[:, 2], f"the heights of {n} points")


@ward_linkage.check("the clusters that every merge joins, numbered as scipy does", points=1.5)
def merged_clusters(call: Call, rng: np.random.Generator) -> None:
    for n, d in ((13, 2), (8, 4)):
        points = _points(rng, n, d)
        tree, right = _tree_of(call, points), tree_of(points)
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
    expect_close(_tree_of(call, points)[:, 3], tree_of(points)[:, 3], "the sizes of the clusters")


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
