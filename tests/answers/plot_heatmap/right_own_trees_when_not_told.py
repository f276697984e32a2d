import seaborn as sns
from scipy.cluster.hierarchy import linkage
from functions import expression_df

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    table = expression_df(data)
    if not {"method", "metric", "z_score", "standard_scale", "row_cluster", "col_cluster"} & set(kwargs):
        kwargs.setdefault("row_linkage", linkage(table, "ward"))
        kwargs.setdefault("col_linkage", linkage(table.T, "ward"))
    grid = sns.clustermap(table, *args, **kwargs)
    for set_it, text in ((grid.figure.suptitle, title), (grid.ax_heatmap.set_xlabel, xlabel), (grid.ax_heatmap.set_ylabel, ylabel), (grid.savefig, save)):
        if text is not None:
            set_it(text)
    return grid
