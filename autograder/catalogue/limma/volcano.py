"""Volcano plots, judged by the dots and texts that a reader sees."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import gene_names
from autograder.compare import Mismatch, expect, expect_untouched, expect_value, kind, shown
from autograder.exercise import Call, exercise
from autograder.figures import AxesData

plot_volcano = exercise("plot_volcano", lesson="limma", points=3, reference=functions.plot_volcano)

CALLS = ("up", "down", "n.s.")
MARKERS_ONLY = ("None", "none", " ", "")
"""Line styles of `plot` that draw no line."""


def _table(rng: np.random.Generator, n_impossible: int = 0) -> pd.DataFrame:
    """A table of results: some genes pass an FDR of 5 %, some more 20 %, and most none.

    Small changes are among the significant ones and large ones among the others. The genes with
    p = 0 come first.
    """
    n_strong, n_weak, n_rest = int(rng.integers(13, 16)), 8, int(rng.integers(40, 50))
    p_value = np.concatenate(
        [
            np.zeros(n_impossible),
            10.0 ** -rng.uniform(4, 60, n_strong),
            rng.uniform(0.03, 0.045, n_weak),
            rng.uniform(0.35, 1, n_rest),
        ]
    )
    n = len(p_value)
    order = np.argsort(p_value)
    adjusted = np.empty(n)
    steps = p_value[order] * n / np.arange(1, n + 1)
    adjusted[order] = np.minimum.accumulate(steps[::-1])[::-1]
    # No two changes are alike, so that every dot is somebody's.
    large, small = (
        rng.choice(np.arange(*ends), n, replace=False) for ends in ((120, 500), (10, 92))
    )
    log_fc = np.where(rng.permutation(n) % 2 == 0, large, small) / 100
    # Of the strong ones more go up, of the weak ones more go down: no two numbers are the same.
    falling = np.zeros(n, dtype=bool)
    falling[n_impossible : n_impossible + 3] = True
    falling[n_impossible + n_strong : n_impossible + n_strong + 7] = True
    falling[n_impossible + n_strong + n_weak :] = rng.uniform(size=n_rest) < 0.5
    columns = {
        "log_fc": np.where(falling, -log_fc, log_fc),
        "ave_expr": rng.uniform(0, 12, n),
        "t": np.where(falling, -1, 1) * np.sqrt(-np.log(np.maximum(p_value, 1e-300))),
        "p_value": p_value,
        "adj_p_value": adjusted,
        "b": rng.normal(size=n),
    }
    table = pd.DataFrame(columns, index=gene_names(rng, n))
    return table.iloc[rng.permutation(n)]


def _calls(table: pd.DataFrame, alpha: float) -> np.ndarray:
    significant = table["adj_p_value"] < alpha
    up, down = significant & (table["log_fc"] > 0), significant & (table["log_fc"] < 0)
    return np.select([up, down], CALLS[:2], CALLS[2])


# ---------------------------------------------------------------- reading the plot


def _axes(value: Any) -> AxesData:
    if value is None:
        raise Mismatch("your answer is None: is there a `return`?")
    names = {"FigureData": "a Figure", "ClusterGridData": "a ClusterGrid"}
    expect(
        isinstance(value, AxesData),
        "your answer should be the Axes with the plot, but it is "
        f"{names.get(type(value).__name__, kind(value))}",
    )
    return value


def dots(axes: AxesData) -> tuple[np.ndarray, np.ndarray]:
    """Places (n, 2) and colours (n, 4) of all dots, in the order in which they are painted."""
    places, colours = [np.empty((0, 2))], [np.empty((0, 4))]
    for scatter in axes.points:
        places.append(scatter.offsets.reshape(-1, 2))
        colours.append(_one_each(scatter.colours, len(places[-1])))
    for line in axes.lines:
        if line.style in MARKERS_ONLY:
            places.append(np.column_stack([line.x, line.y]))
            colours.append(_one_each(np.array([line.colour]), len(places[-1])))
    return np.concatenate(places), np.concatenate(colours)


def _one_each(colours: np.ndarray, n: int) -> np.ndarray:
    if len(colours) == n:
        return colours
    return np.broadcast_to(colours[:1] if len(colours) else np.zeros((1, 4)), (n, 4))


def _painted(axes: AxesData, table: pd.DataFrame) -> np.ndarray:
    """The colour (n_genes, 4) of every gene's dot; a `Mismatch` if a gene is not where it belongs.

    Where several dots lie on each other, the one on top is seen.
    """
    places, colours = dots(axes)
    expect(len(places) > 0, "there are no dots on your axes: draw one per gene, with `scatter`")
    x = table["log_fc"].to_numpy()
    p_value = table["p_value"].to_numpy()
    with np.errstate(divide="ignore"):
        y = -np.log10(p_value)
    found = np.empty((len(table), 4))
    for i, gene in enumerate(table.index):
        here = np.isclose(places[:, 0], x[i], rtol=1e-6, atol=1e-9)
        if np.isfinite(y[i]):
            here &= np.isclose(places[:, 1], y[i], rtol=1e-6, atol=1e-9)
        expect(here.any(), _missing(gene, x[i], y[i], places, p_value[i]))
        found[i] = colours[np.flatnonzero(here)[-1]]
    return found


def _missing(gene: str, x: float, y: float, places: np.ndarray, p_value: float) -> str:
    wanted = f"log_fc {x:.4g} across and −log10 {p_value:.4g} = {y:.4g} up"
    heights = places[np.isclose(places[:, 0], x, rtol=1e-6, atol=1e-9), 1]
    if len(heights):
        return f"{gene} should be at {wanted}, but it is {shown(float(heights[-1]))} up"
    return f"there is no dot for {gene}, which should be at {wanted}"


def _expect_colours(axes: AxesData, table: pd.DataFrame, alpha: float) -> None:
    colours = np.round(_painted(axes, table), 3)
    calls = _calls(table, alpha)
    first = {}
    for call in CALLS:
        genes = np.flatnonzero(calls == call)
        first[call] = colours[genes[0]]
        other = genes[(colours[genes] != first[call]).any(axis=1)]
        if len(other):
            one, two = _described(table.iloc[genes[0]]), _described(table.iloc[other[0]])
            raise Mismatch(
                f"{one} and {two} are both {call} for alpha {alpha:g}, but differ in colour"
            )
    for one, two in (("up", "n.s."), ("down", "n.s."), ("up", "down")):
        expect(
            bool((first[one] != first[two]).any()),
            f"genes that are {one} and genes that are {two} (alpha {alpha:g}) have the same colour",
        )


def _described(gene: pd.Series) -> str:
    return f"{gene.name} (log_fc {gene['log_fc']:.3g}, adjusted p {gene['adj_p_value']:.3g})"


# ---------------------------------------------------------------- checks


@plot_volcano.check("Axes with a dot per gene: log_fc across, −log10 p up", points=0.75)
def positions(call: Call, rng: np.random.Generator) -> None:
    table = _table(rng)
    _painted(_axes(call(table)), table)


@plot_volcano.check("three colours: up, down and not significant", points=0.75)
def three_colours(call: Call, rng: np.random.Generator) -> None:
    table = _table(rng)
    _expect_colours(_axes(call(table)), table, 0.05)


@plot_volcano.check("alpha decides which genes are coloured", points=0.25)
def another_alpha(call: Call, rng: np.random.Generator) -> None:
    table = _table(rng)
    _expect_colours(_axes(call(table, alpha=0.2)), table, 0.2)


@plot_volcano.check("a gene with p = 0 stays on the plot, at the top", points=0.5)
def p_of_zero(call: Call, rng: np.random.Generator) -> None:
    table = _table(rng, n_impossible=2)
    places, _ = dots(_axes(call(table)))
    zero = table["p_value"] == 0
    highest = -np.log10(table["p_value"][~zero].min())
    for gene, x in table["log_fc"][zero].items():
        heights = places[np.isclose(places[:, 0], x, rtol=1e-6, atol=1e-9), 1]
        case = f"{gene}, whose p-value is 0,"
        expect(len(heights) > 0, f"{case} is not on your plot, although its log_fc is {x:.4g}")
        expect(
            np.isfinite(heights).all(),
            f"{case} is drawn at {shown(float(heights[-1]))}: nobody sees it there",
        )
        expect(
            bool((heights >= highest * (1 - 1e-6)).all()),
            f"{case} is drawn {heights.min():.4g} up, below genes with larger p-values "
            f"({highest:.4g} up)",
        )


@plot_volcano.check("a legend with up, down and n.s., each with its count", points=0.5)
def legend_counts(call: Call, rng: np.random.Generator) -> None:
    table = _table(rng)
    for alpha in (0.05, 0.2):
        axes = _axes(call(table, alpha=alpha))
        expect(axes.legend, "your axes have no legend")
        calls = _calls(table, alpha)
        for name in CALLS:
            texts = [text for text in axes.legend if _names(text, name)]
            expect(texts, f"your legend has no entry {name!r}; it has {shown(list(axes.legend))}")
            count = int((calls == name).sum())
            expect(
                any(count in _numbers(text) for text in texts),
                f"the legend's entry for {name!r} should have the count {count} (alpha {alpha:g}), "
                f"but says {shown(texts[0])}",
            )


def _names(text: str, call: str) -> bool:
    """Whether a legend's text has the name, as a word or the beginning of one (upregulated)."""
    return re.search(rf"(?<![a-z]){re.escape(call)}", text.lower()) is not None


def _numbers(text: str) -> list[float]:
    """The numbers in a text; commas between thousands belong to them."""
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?", text.lower())
    return [float(number.replace(",", "")) for number in found]


@plot_volcano.check("both axes are labelled", points=0.125)
def labels(call: Call, rng: np.random.Generator) -> None:
    axes = _axes(call(_table(rng)))
    for side, label in (("x", axes.xlabel), ("y", axes.ylabel)):
        expect(label.strip(), f"the {side} axis has no label: say what is drawn along it")


@plot_volcano.check("the table stays as it was", points=0.125)
def table_untouched(call: Call, rng: np.random.Generator) -> None:
    outcome = call.outcome(_table(rng))
    _axes(expect_value(outcome))
    expect_untouched(outcome)


plot_volcano.hints(
    "What is −log10 of 0.001, of 0.0001, and of 0? Which of the two columns of p-values decides "
    "the colour, and which the height?",
    "Lift p-values of 0 to the smallest number there is, `np.nextafter(0, 1)`, before you take the "
    "logarithm. Two masks, up and down, come from `adj_p_value < alpha` and the sign of log_fc; all "
    "other genes are n.s. One `ax.scatter` for each, with a colour and a `label` that holds its "
    "count, makes the legend easy.",
    "y = -np.log10(np.maximum(table['p_value'], np.nextafter(0, 1))); hit = table['adj_p_value'] < "
    "alpha; up = hit & (table['log_fc'] > 0); down = hit & (table['log_fc'] < 0); for mask, name, "
    "colour in ((~(up | down), 'n.s.', 'lightgrey'), (up, 'up', 'red'), (down, 'down', 'blue')): "
    "ax.scatter(table['log_fc'][mask], y[mask], c=colour, label=f'{name} ({mask.sum()})'); then "
    "both labels, ax.legend(), and return ax.",
)
