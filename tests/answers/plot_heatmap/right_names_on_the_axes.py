import seaborn as sns

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    names = {"yticklabels": list(data["genes"].index), "xticklabels": list(data["samples"].index)}
    grid = sns.clustermap(data["expression"].copy(), *args, **(names | kwargs))
    if title is not None:
        grid.figure.suptitle(title)
    if xlabel is not None:
        grid.ax_heatmap.set_xlabel(xlabel)
    if ylabel is not None:
        grid.ax_heatmap.set_ylabel(ylabel)
    if save is not None:
        grid.savefig(save)
    return grid
