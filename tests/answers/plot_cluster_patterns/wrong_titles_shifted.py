import matplotlib.pyplot as plt


def plot_cluster_patterns(data, cluster_col, ncols=4):
    column = data["genes"][cluster_col].to_numpy()
    names = sorted(set(column))
    appearance = list(dict.fromkeys(column))
    if appearance == names:
        appearance = appearance[::-1]
    fig, axes = plt.subplots(-(-len(names) // ncols), ncols, squeeze=False)
    for ax in axes.flat[len(names) :]:
        ax.set_visible(False)
    for ax, name, title in zip(axes.flat, names, appearance):
        members = data["expression"][column == name]
        ax.plot(members.T, lw=0.5)
        ax.plot(members.mean(axis=0), lw=3)
        ax.set_title(f"{title} ({len(members)})")
    return fig
