import matplotlib.pyplot as plt


def plot_cluster_patterns(data, cluster_col, ncols=4):
    groups = data["genes"].groupby(cluster_col).indices
    fig, axes = plt.subplots(-(-len(groups) // ncols), ncols, squeeze=False)
    for ax in axes.flat[len(groups) :]:
        ax.set_visible(False)
    for ax, (name, rows) in zip(axes.flat, groups.items()):
        ax.plot(data["expression"][rows[:5]].T, lw=0.5)
        ax.plot(data["expression"][rows].mean(axis=0), lw=3)
        ax.set_title(f"{name} ({len(rows)})")
    return fig
