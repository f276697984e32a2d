"""Rows and columns in the order of their trees."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.catalogue.clustering.trees import (
    Data,
    cut,
    distinct,
    draw,
    telling,
    tree_of,
    tree_of_square,
    z_scored,
)
from autograder.compare import (
    as_numbers,
    entry_of,
    expect,
    expect_conduct,
    expect_data,
    expect_independent,
    expect_value,
)
from autograder.exercise import Call, exercise

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
    return leaves_list(tree_of(values, method))


def _right_order(data: Data, method: str = "ward") -> Data:
    values = data["expression"]
    return _ordered(data, _leaves(values, method), _leaves(values.T, method))


def _all_orders_differ(data: Data) -> bool:
    values = data["expression"]
    trees = (tree_of_square(values), tree_of(z_scored(values)), tree_of(values, "single"))
    wrong = (
        np.arange(len(values)),
        np.argsort(cut(tree_of(values), 3), kind="stable"),
        leaves_list(linkage(pdist(values), "ward", optimal_ordering=True)),
        *(leaves_list(tree) for tree in trees),
    )
    orders = [order.astype(int) for order in (_leaves(values), *wrong)]
    moved = (_leaves(values.T) != np.arange(values.shape[1])).any()
    return moved and distinct(orders) and all(_methods_differ(side) for side in (values, values.T))


def _methods_differ(values: np.ndarray) -> bool:
    methods = ("ward", "average", "complete", "single")
    return distinct(_leaves(values, method).astype(int) for method in methods)


def _to_order(rng: np.random.Generator) -> Data:
    return telling(lambda: draw(rng, 12, 10), _all_orders_differ)


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
    data = draw(rng, 9, 6)
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
        return np.argsort(cut(tree_of(values, method), 3), kind="stable")

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
    z_scores = z_scored(data["expression"])
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
