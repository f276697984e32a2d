"""A picture of every cluster's genes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import (
    Mismatch,
    expect,
    expect_conduct,
    expect_error,
    kind,
    shown,
)
from autograder.exercise import Call, exercise
from autograder.figures import AxesData, FigureData, LineData

plot_cluster_patterns = exercise(
    "plot_cluster_patterns",
    lesson="kmeans",
    points=4,
    reference=functions.plot_cluster_patterns,
)

Data = dict[str, Any]
N_SAMPLES = 6


def _clustered(rng: np.random.Generator, sizes: dict[Any, int], column: str = "cluster") -> Data:
    """Genes in clusters of these names and sizes, mixed."""
    names = [name for name, size in sizes.items() for _ in range(size)]
    values = 6 + 2 * rng.normal(size=(len(names), N_SAMPLES))
    data = data_of(values, rng)
    data["genes"][column] = [names[i] for i in rng.permutation(len(names))]
    return data


def _members(data: Data, column: str = "cluster") -> dict[Any, np.ndarray]:
    clusters = data["genes"][column].to_numpy()
    return {name: data["expression"][clusters == name] for name in dict.fromkeys(clusters.tolist())}


def _panels(answer: Any) -> list[AxesData]:
    """The panels that can be seen."""
    if answer is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect(
        isinstance(answer, FigureData),
        "your answer should be matplotlib's Figure, but it is "
        + ("an Axes" if isinstance(answer, AxesData) else kind(answer)),
    )
    return [panel for panel in answer.axes if panel.visible]


def _curves(panel: AxesData) -> list[LineData]:
    """Lines with a point for every sample: a line at 0 or an empty one of a legend is no gene."""
    return [line for line in panel.lines if np.isfinite(line.y).sum() == N_SAMPLES]


def _values(line: LineData) -> np.ndarray:
    """The line's heights from left to right."""
    drawn = np.isfinite(line.y)
    return line.y[drawn][np.argsort(line.x[drawn], kind="stable")]


def _is(line: LineData, values: np.ndarray) -> bool:
    return bool(np.allclose(_values(line), values, rtol=1e-6, atol=1e-9))


def _shows(panel: AxesData, members: np.ndarray) -> int:
    """How many of these genes are lines of the panel."""
    return sum(any(_is(line, gene) for line in _curves(panel)) for gene in members)


def _by_cluster(panels: list[AxesData], clusters: dict[Any, np.ndarray]) -> dict[Any, AxesData]:
    """The panel of every cluster: the one that shows most of its genes."""
    found: dict[Any, AxesData] = {}
    for name, members in clusters.items():
        counts = [_shows(panel, members) for panel in panels]
        if not counts or max(counts) == 0:
            raise Mismatch(
                f"no panel shows the genes of cluster {name!r}: there should be one line per gene, "
                f"its expression in {N_SAMPLES} samples, in their order"
            )
        found[name] = panels[int(np.argmax(counts))]
    return found


def _expect_one_each(panels: list[AxesData], clusters: dict[Any, np.ndarray]) -> None:
    n_drawn = sum(bool(panel.lines) for panel in panels)
    expect(
        n_drawn == len(clusters),
        f"there are {len(clusters)} clusters, but {n_drawn} of your panels have lines: there should "
        "be one panel per cluster",
    )


# ---------------------------------------------------------------- what is drawn


@plot_cluster_patterns.check("a Figure with one panel per cluster", points=0.5)
def panel_per_cluster(call: Call, rng: np.random.Generator) -> None:
    data = _clustered(rng, {0: 4, 1: 3, 2: 5, 3: 2, 4: 3})
    clusters = _members(data)
    panels = _panels(call(data, "cluster"))
    _expect_one_each(panels, clusters)
    found = _by_cluster(panels, clusters)
    expect(
        len({id(panel) for panel in found.values()}) == len(clusters),
        "two clusters are drawn in one panel",
    )


@plot_cluster_patterns.check("every gene of a cluster is a line in its panel", points=1)
def line_per_gene(call: Call, rng: np.random.Generator) -> None:
    data = _clustered(rng, {"early": 6, "late": 3, "never": 1})
    clusters = _members(data)
    found = _by_cluster(_panels(call(data, "cluster")), clusters)
    for name, members in clusters.items():
        n_shown = _shows(found[name], members)
        expect(
            n_shown == len(members),
            f"cluster {name!r} has {len(members)} genes, but only {n_shown} of them are lines of its "
            "panel",
        )
        n_lines = len(_curves(found[name]))
        expect(
            n_lines <= len(members) + 1,
            f"the panel of {name!r} should have {len(members) + 1} lines, one for each of its "
            f"{len(members)} genes and one for their mean, but has {n_lines}",
        )


@plot_cluster_patterns.check("the mean of the cluster is one thick line", points=0.75)
def thick_mean(call: Call, rng: np.random.Generator) -> None:
    data = _clustered(rng, {"early": 5, "late": 3, "never": 4})
    clusters = _members(data)
    found = _by_cluster(_panels(call(data, "cluster")), clusters)
    for name, members in clusters.items():
        curves, mean = _curves(found[name]), members.mean(axis=0)
        means = [line for line in curves if _is(line, mean)]
        expect(means, f"the panel of {name!r} has no line for the mean of its {len(members)} genes")
        thickest = max((line.width for line in curves if not _is(line, mean)), default=0.0)
        expect(
            len(means) == 1 and means[0].width > thickest,
            f"in the panel of {name!r} the mean should be one line, thicker than those of the genes: "
            f"it is {shown(means[0].width)} wide, and the widest gene {shown(thickest)}",
        )


def _names(title: str, word: str) -> bool:
    """Whether the word stands in the title by itself: no part of a longer word or number."""
    edge = r"\d" if word.isdigit() else r"[^\W_]"
    return re.search(rf"(?<!{edge}){re.escape(word)}(?!{edge})", title) is not None


@plot_cluster_patterns.check("the title has the cluster's name and its size", points=0.75)
def name_and_size(call: Call, rng: np.random.Generator) -> None:
    for sizes in ({12: 5, 3: 7, 21: 4}, {"early": 6, "late": 3, "never": 8}):
        data = _clustered(rng, sizes)
        clusters = _members(data)
        for name, panel in _by_cluster(_panels(call(data, "cluster")), clusters).items():
            title = " ".join(panel.title.split())
            for what, word in (("name", str(name)), ("size", str(sizes[name]))):
                expect(
                    _names(title, word),
                    f"the title of the panel with the genes of cluster {name!r} should contain its "
                    f"{what}, {word}, but is {shown(title)}",
                )


@plot_cluster_patterns.check(
    "unused panels are hidden, whatever the shape of the grid", points=0.25
)
def unused_panels(call: Call, rng: np.random.Generator) -> None:
    sizes = {"a": 2, "b": 3, "c": 2, "d": 1, "e": 2}
    for n_clusters, ncols in ((5, 3), (2, 4)):
        data = _clustered(rng, dict(list(sizes.items())[:n_clusters]))
        panels = _panels(call(data, "cluster", ncols=ncols))
        n_empty = sum(not panel.lines for panel in panels)
        expect(
            n_empty == 0,
            f"with {n_clusters} clusters and ncols={ncols}, panels without lines can still be seen: "
            f"{n_empty}",
        )
        _expect_one_each(panels, _members(data))


@plot_cluster_patterns.check("a single row, a single column, a single panel", points=0.25)
def any_grid(call: Call, rng: np.random.Generator) -> None:
    for sizes, ncols in (({"a": 2, "b": 3, "c": 2}, 3), ({"a": 2, "b": 3}, 1), ({"a": 3}, 1)):
        data = _clustered(rng, sizes, "pattern")
        panels = _panels(call(data, "pattern", ncols))
        _expect_one_each(panels, sizes)


@plot_cluster_patterns.check(
    "an unknown column is a KeyError that names it", points=0.25, after=panel_per_cluster
)
def unknown_column(call: Call, rng: np.random.Generator) -> None:
    data = _clustered(rng, {0: 3, 1: 2})
    expect_error(call.outcome(data, "klass"), KeyError, ["klass"], when="cluster_col='klass'")


@plot_cluster_patterns.check("the data stay as they were", points=0.25)
def data_untouched(call: Call, rng: np.random.Generator) -> None:
    data = _clustered(rng, {0: 3, 1: 2})
    expect(_panels(call(data, "cluster", ncols=2)), "your figure has no panel")
    expect_conduct(call, data, "cluster", ncols=2)


plot_cluster_patterns.hints(
    "One panel per cluster: how many rows of panels does that make, with `ncols` in a row? And which "
    "genes belong into a panel?",
    "`plt.subplots(nrows, ncols, squeeze=False)` always gives a table of axes, and `axes.flat` goes "
    "through them. `ax.plot(genes.T)` draws one line per gene: matplotlib takes the columns. The mean "
    "over `axis=0` is the pattern; give it a larger `linewidth`. Hide what is left over.",
    "for ax, name in zip(axes.flat, names): members = X[(clusters == name).to_numpy()]; "
    "ax.plot(members.T, lw=0.5, color='grey'); ax.plot(members.mean(axis=0), lw=3); "
    "ax.set_title(f'{name} (n = {len(members)})'). Then for ax in axes.flat[len(names):]: "
    "ax.set_visible(False), and return fig.",
)
