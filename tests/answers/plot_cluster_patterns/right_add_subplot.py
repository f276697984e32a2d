from matplotlib.figure import Figure


def plot_cluster_patterns(data, cluster_col, ncols=4):
    column = data["genes"][cluster_col]
    names = list(dict.fromkeys(column))
    fig = Figure(figsize=(10, 6))
    nrows = (len(names) - 1) // ncols + 1
    for number, name in enumerate(names, start=1):
        ax = fig.add_subplot(nrows, ncols, number)
        members = data["expression"][(column == name).to_numpy()]
        ax.plot(members.T, "k-", linewidth=0.5)
        ax.plot(members.mean(0), "b--", linewidth=4)
        ax.set_title(f"{name}\nn={members.shape[0]}", loc="left")
    fig.suptitle("Patterns")
    return fig
