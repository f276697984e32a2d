import matplotlib.pyplot as plt
import seaborn as sns
from functions import expression_df

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    options = dict(cmap="viridis", dendrogram_ratio=0.15, cbar_kws={"label": "log2 expression"}, linewidths=0.5)
    options.update(kwargs)
    g = sns.clustermap(expression_df(data), *args, **options)
    plt.setp(g.ax_heatmap.get_xticklabels(), rotation=90)
    plt.setp(g.ax_heatmap.get_yticklabels(), rotation=0, fontstyle="italic")
    if title is not None:
        g.figure.suptitle(title, y=1.02)
    if xlabel is not None: g.ax_heatmap.set_xlabel(xlabel)
    if ylabel is not None: g.ax_heatmap.set_ylabel(ylabel)
    if save is not None: g.figure.savefig(save, bbox_inches="tight")
    plt.show()
    return g
