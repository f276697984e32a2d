import matplotlib.pyplot as plt


def plot_cluster_patterns(data, cluster_col, ncols=4):
    fig, ax = plt.subplots()
    for name, rows in data["genes"].groupby(cluster_col).indices.items():
        ax.plot(data["expression"][rows].T, lw=0.5)
        ax.plot(data["expression"][rows].mean(axis=0), lw=3)
        ax.set_title(f"{name} ({len(rows)})")
    return fig
