"""Volcano plots that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.limma.volcano import (
    another_alpha,
    labels,
    legend_counts,
    p_of_zero,
    plot_volcano,
    positions,
    table_untouched,
    three_colours,
)

__all__ = ["plot_volcano"]

COLOURS = {"up": "tab:red", "down": "tab:blue", "n.s.": "0.7"}


def _masks(table, alpha, column="adj_p_value"):
    significant = table[column] < alpha
    up, down = significant & (table["log_fc"] > 0), significant & (table["log_fc"] < 0)
    return {"n.s.": ~(up | down), "up": up, "down": down}


def _height(table, column="p_value"):
    return -np.log10(np.maximum(table[column], np.nextafter(0, 1)))


def _drawn(table, masks, x=None, y=None, counts=True, colours=COLOURS):
    import matplotlib.pyplot as plt

    x = table["log_fc"] if x is None else x
    y = _height(table) if y is None else y
    _, ax = plt.subplots()
    for name, mask in masks.items():
        label = f"{name} ({mask.sum()})" if counts else name
        ax.scatter(x[mask], y[mask], color=colours[name], label=label)
    ax.set(xlabel="log2 fold change", ylabel="−log10 p")
    ax.legend()
    return ax


@plot_volcano.misconception(
    "V1",
    "Your function draws, but returns nothing, so the caller can't add a title or save the figure. "
    "End it with `return ax`.",
    sees=positions,
)
def nothing_returned(table, alpha=0.05):
    _drawn(table, _masks(table, alpha))


@plot_volcano.misconception(
    "V2",
    "You return the figure. The task asks for the Axes: the panel with the dots, which has the "
    "labels and the legend.",
    sees=positions,
)
def figure_returned(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha)).figure


@plot_volcano.misconception(
    "V3",
    "You took the natural logarithm: `np.log` has base e, so the heights are 2.3 times too large. "
    "Use `np.log10`.",
    sees=positions,
)
def natural_logarithm(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), y=_height(table) * np.log(10))


@plot_volcano.misconception(
    "V4",
    "Your volcano stands on its head: log10 of a p-value is negative. With the minus in front, the "
    "smallest p-values are at the top.",
    sees=positions,
)
def upside_down(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), y=-_height(table))


@plot_volcano.misconception(
    "V5",
    "You drew the p-values themselves: all interesting genes lie on a line at the bottom. Take "
    "−log10 of them.",
    sees=positions,
)
def p_itself(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), y=table["p_value"])


@plot_volcano.misconception(
    "V6",
    "The heights are those of the adjusted p-values, which stand in steps and pile up near 0. Height "
    "is −log10 of `p_value`; the adjusted one decides the colour.",
    sees=positions,
)
def adjusted_heights(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), y=_height(table, "adj_p_value"))


@plot_volcano.misconception(
    "V7",
    "The axes are exchanged: effect goes across (log_fc), evidence upwards (−log10 p).",
    sees=positions,
)
def axes_exchanged(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), x=_height(table), y=table["log_fc"])


@plot_volcano.misconception(
    "V8",
    "You drew the significant genes only. The others show what noise looks like, and belong into the "
    "plot as n.s.",
    sees=positions,
)
def significant_only(table, alpha=0.05):
    masks = _masks(table, alpha)
    return _drawn(table, {"up": masks["up"], "down": masks["down"]})


@plot_volcano.misconception(
    "V9",
    "You drew mean expression across: that is an MD plot. In a volcano, log_fc goes across.",
    sees=positions,
)
def mean_across(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), x=table["ave_expr"])


@plot_volcano.misconception(
    "F25",
    "You colour genes by their raw p-value: a twentieth of thousands of unchanged genes lights up. "
    "Compare `adj_p_value` with alpha.",
    sees=three_colours,
)
def coloured_by_raw_p(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha, "p_value"))


@plot_volcano.misconception(
    "L14",
    "You colour a gene only if it changes by a factor of two as well. Such a pair of cuts controls no "
    "false discovery rate, and the task has one condition: `adj_p_value < alpha`.",
    sees=three_colours,
)
def fold_change_as_well(table, alpha=0.05):
    large = table["log_fc"].abs() > 1
    masks = _masks(table, alpha)
    up, down = masks["up"] & large, masks["down"] & large
    return _drawn(table, {"n.s.": ~(up | down), "up": up, "down": down})


@plot_volcano.misconception(
    "V10",
    "You colour by fold change alone: the largest changes are those of the noisiest genes. Whether a "
    "gene is coloured is for `adj_p_value` to decide, and the sign of log_fc says which colour.",
    sees=three_colours,
)
def fold_change_alone(table, alpha=0.05):
    up, down = table["log_fc"] > 1, table["log_fc"] < -1
    return _drawn(table, {"n.s.": ~(up | down), "up": up, "down": down})


@plot_volcano.misconception(
    "V11",
    "Up and down have the same colour in yours. Three colours are asked for: up, down, and not "
    "significant.",
    sees=three_colours,
)
def two_colours(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), colours={**COLOURS, "down": COLOURS["up"]})


@plot_volcano.misconception(
    "V12",
    "You coloured every gene by the sign of its log_fc, significant or not. Genes whose adjusted p "
    "is not below alpha are n.s., whatever their direction.",
    sees=three_colours,
)
def coloured_by_sign(table, alpha=0.05):
    up = table["log_fc"] > 0
    return _drawn(table, {"n.s.": up & ~up, "up": up, "down": ~up})


@plot_volcano.misconception(
    "V13",
    "You draw the grey dots last, over the coloured ones, so no colour is seen. Draw them first, or "
    "leave the significant genes out of them.",
    sees=three_colours,
)
def grey_on_top(table, alpha=0.05):
    ax = _drawn(table, _masks(table, alpha))
    ax.scatter(table["log_fc"], _height(table), color=COLOURS["n.s."])
    return ax


@plot_volcano.misconception(
    "V14",
    "You compare with 0.05 whatever `alpha` says. Compare with the argument.",
    sees=another_alpha,
)
def always_five_percent(table, alpha=0.05):
    return _drawn(table, _masks(table, 0.05))


@plot_volcano.misconception(
    "V15",
    "−log10 of 0 is infinite, and matplotlib leaves such a dot out without a word: the strongest "
    "gene of all is missing. Put a smallest p in its place, `np.nextafter(0, 1)` or another.",
    sees=p_of_zero,
)
def infinite_height(table, alpha=0.05):
    with np.errstate(divide="ignore"):
        return _drawn(table, _masks(table, alpha), y=-np.log10(table["p_value"]))


@plot_volcano.misconception(
    "V16",
    "You removed genes with p = 0. They are the strongest of all: draw them at a finite height, at "
    "the top.",
    sees=p_of_zero,
)
def zeros_removed(table, alpha=0.05):
    kept = table[table["p_value"] > 0]
    return _drawn(kept, _masks(kept, alpha))


@plot_volcano.misconception(
    "V17",
    "A gene with p = 0 stands at the bottom of yours: what was infinite became 0. It belongs to the "
    "top. Replace the p-value before taking the logarithm, not the result.",
    sees=p_of_zero,
)
def zeros_at_the_bottom(table, alpha=0.05):
    with np.errstate(divide="ignore"):
        height = -np.log10(table["p_value"])
    return _drawn(table, _masks(table, alpha), y=height.replace(np.inf, 0.0))


@plot_volcano.misconception(
    "V18",
    "Your plot has no legend: nobody knows what the colours mean, nor how many genes they are. "
    "Give each `scatter` a label and call `ax.legend()`.",
    sees=legend_counts,
)
def without_legend(table, alpha=0.05):
    ax = _drawn(table, _masks(table, alpha))
    ax.get_legend().remove()
    return ax


@plot_volcano.misconception(
    "V19",
    "Your legend names the colours, but doesn't count. Dots lie on each other, so a reader can't: "
    'write the number beside the name, `label=f"up ({up.sum()})"`.',
    sees=legend_counts,
)
def without_counts(table, alpha=0.05):
    return _drawn(table, _masks(table, alpha), counts=False)


@plot_volcano.misconception(
    "V20",
    "Your n.s. counts all genes. It is the number of those that are neither up nor down.",
    sees=legend_counts,
)
def rest_is_all(table, alpha=0.05):
    masks = _masks(table, alpha)
    ax = _drawn(table, masks)
    for text in ax.get_legend().get_texts():
        if text.get_text().startswith("n.s."):
            text.set_text(f"n.s. ({len(table)})")
    return ax


@plot_volcano.misconception(
    "L1",
    "Up and down are exchanged in your legend. Up is where log_fc is positive: the group that "
    "stands in front in the contrast is higher.",
    sees=legend_counts,
)
def names_exchanged(table, alpha=0.05):
    masks = _masks(table, alpha)
    return _drawn(table, {"n.s.": masks["n.s."], "up": masks["down"], "down": masks["up"]})


@plot_volcano.misconception(
    "V21",
    "Your axes have no labels, so the plot doesn't say what it shows: "
    '`ax.set(xlabel="log2 fold change", ylabel="−log10 p-value")`.',
    sees=labels,
)
def without_labels(table, alpha=0.05):
    ax = _drawn(table, _masks(table, alpha))
    ax.set(xlabel="", ylabel="")
    return ax


@plot_volcano.misconception(
    "V22",
    "You stored your calls in the caller's table, which has a new column now. Keep them in a "
    "variable, or work on `table.assign(...)`, which makes a copy.",
    sees=table_untouched,
)
def stored_in_the_table(table, alpha=0.05):
    masks = _masks(table, alpha)
    table["call"] = np.select([masks["up"], masks["down"]], ["up", "down"], "n.s.")
    return _drawn(table, masks)
