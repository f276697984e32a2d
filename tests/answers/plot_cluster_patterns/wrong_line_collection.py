import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection


def plot_cluster_patterns(data, cluster_col, ncols=4):
    groups = data["genes"].groupby(cluster_col).indices
    fig, axes = plt.subplots(-(-len(groups) // ncols), ncols, squeeze=False)
    for ax in axes.flat[len(groups) :]:
        ax.set_visible(False)
    for ax, (name, rows) in zip(axes.flat, groups.items()):
        x = np.arange(data["expression"].shape[1])
        segments = [np.column_stack([x, data["expression"][row]]) for row in rows]
        ax.add_collection(LineCollection(segments, linewidths=0.5))
        ax.plot(data["expression"][rows].mean(axis=0), lw=3)
        ax.set_title(f"{name} ({len(rows)})")
    return fig
