import pandas as pd
import seaborn as sns

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    kwargs.setdefault("z_score", 0)
    kwargs.setdefault("method", "ward")
    kwargs.setdefault("metric", "euclidean")
    kwargs.setdefault("cmap", "vlag")
    kwargs.setdefault("center", 0)
    kwargs.setdefault("vmin", -3)
    kwargs.setdefault("vmax", 3)
    kwargs.setdefault("figsize", (6, 8))
    kwargs.setdefault("yticklabels", False)
    df = pd.DataFrame(data["expression"], index=data["genes"].index, columns=data["samples"].index)
    g = sns.clustermap(df, *args, **kwargs)
    g.fig.suptitle(title or "", y=1.03, fontsize=14)
    g.ax_heatmap.set(xlabel=xlabel, ylabel=ylabel)
    if save:
        g.fig.savefig(save, dpi=80, bbox_inches="tight")
    return g
