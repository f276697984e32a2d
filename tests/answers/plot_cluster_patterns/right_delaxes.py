import matplotlib.pyplot as plt
import numpy as np


def plot_cluster_patterns(data, cluster_col, ncols=4):
    if cluster_col not in data["genes"].columns:
        raise KeyError(f"no such column: {cluster_col}")
    labels = np.asarray(data["genes"][cluster_col])
    clusters = np.unique(labels)
    nrows = -(-len(clusters) // ncols)
    fig, axes = plt.subplots(nrows=nrows, ncols=ncols)
    axes = np.atleast_1d(axes).flatten()
    for i, ax in enumerate(axes):
        if i >= len(clusters):
            fig.delaxes(ax)
            continue
        x = data["expression"][labels == clusters[i]]
        for gene in x:
            ax.plot(np.arange(1, len(gene) + 1), gene, color="0.8", lw=1, label="gene")
        ax.plot(np.arange(1, x.shape[1] + 1), x.mean(axis=0), color="k", lw=1.5, label="mean")
        ax.set(title=f"{clusters[i]}: {len(x)}", xlabel="sample", ylabel="expression")
    plt.close(fig)
    return fig
