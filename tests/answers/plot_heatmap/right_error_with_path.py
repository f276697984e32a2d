import os
import seaborn as sns
from functions import expression_df

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = sns.clustermap(expression_df(data), *args, **kwargs)
    if title:
        grid.figure.suptitle(f"{title}")
    if xlabel:
        grid.ax_heatmap.set_xlabel(xlabel, fontsize="small")
    if ylabel:
        grid.ax_heatmap.set_ylabel(ylabel, rotation=270, labelpad=12)
    if save:
        try:
            grid.savefig(save)
        except Exception as error:
            raise RuntimeError("could not write " + os.fspath(save)) from error
    return grid
