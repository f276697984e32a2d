import matplotlib.pyplot as plt


def plot_cluster_patterns(data, cluster_col, ncols=4, colour="steelblue"):
    genes = data["genes"]
    sizes = genes[cluster_col].value_counts()
    fig = plt.figure(figsize=(9, 9), layout="constrained")
    grid = fig.add_gridspec(-(-len(sizes) // ncols), ncols)
    for place, (name, size) in enumerate(sizes.items()):
        ax = fig.add_subplot(grid[place // ncols, place % ncols])
        chosen = (genes[cluster_col] == name).to_numpy().nonzero()[0]
        lines = ax.plot(data["expression"][chosen].T, color=colour)
        plt.setp(lines, linewidth=0.3)
        (mean,) = ax.plot(data["expression"][chosen].mean(axis=0), color="black")
        mean.set_linewidth(2)
        ax.fill_between(
            range(data["expression"].shape[1]),
            data["expression"][chosen].min(axis=0),
            data["expression"][chosen].max(axis=0),
            alpha=0.1,
        )
        ax.set_title("{}: {} genes".format(name, size))
        ax.legend([mean], ["mean"])
    return fig
