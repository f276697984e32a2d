import seaborn
from functions import expression_df

DEFAULTS = {"cmap": "magma", "method": "average", "figsize": (5, 5), "xticklabels": True, "yticklabels": True, "robust": True}

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = seaborn.clustermap(expression_df(data), *args, **{**DEFAULTS, **kwargs})
    heat = grid.ax_heatmap
    if title:
        grid.figure.text(0.5, 1.0, title, ha="center", va="bottom")
    heat.set_xlabel(xlabel or "samples")
    heat.set_ylabel(ylabel or "genes")
    if save is not None:
        grid.figure.savefig(save)
    return grid
