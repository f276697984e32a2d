import math

import matplotlib.pyplot as plt


def plot_cluster_patterns(data, cluster_col, ncols=4):
    groups = data["genes"].groupby(cluster_col).indices
    nrows = math.ceil(len(groups) / ncols)
    fig, axes = plt.subplots(nrows, ncols, squeeze=False, sharey=True)
    axes = axes.ravel()
    for ax, (name, rows) in zip(axes, groups.items()):
        for row in rows:
            ax.plot(data["samples"].index, data["expression"][row], c="gray", lw=0.4, alpha=0.5)
        ax.plot(data["samples"].index, data["expression"][rows].mean(axis=0), c="red", lw=2)
        ax.set_title(f"Cluster {name} ({len(rows)} genes)")
        ax.tick_params(axis="x", rotation=90)
        ax.axhline(0, ls=":", lw=4)
    for ax in axes[len(groups) :]:
        ax.axis("off")
    return fig
