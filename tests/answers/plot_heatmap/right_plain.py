import seaborn as sns
from functions import expression_df

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    cm = sns.clustermap(expression_df(data), *args, **kwargs)
    if title is not None:
        cm.figure.suptitle(title)
    if xlabel is not None:
        cm.ax_heatmap.set_xlabel(xlabel)
    if ylabel is not None:
        cm.ax_heatmap.set_ylabel(ylabel)
    if save is not None:
        cm.savefig(save)
    return cm
