import matplotlib.pyplot as plt
import seaborn as sns
from functions import expression_df

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    # seaborn writes the names of index and columns on the axes
    table = expression_df(data).copy().rename_axis(index=ylabel, columns=xlabel)
    cg = sns.clustermap(table, *args, **kwargs)
    if title is not None:
        plt.suptitle(title)
    if save is not None:
        plt.savefig(save)
    plt.close(cg.figure)
    return cg
