import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from functions import expression_df

def finish(grid, title, xlabel, ylabel, save):
    if title is not None:
        grid.figure.suptitle(title)
    if xlabel is not None:
        grid.ax_heatmap.set_xlabel(xlabel)
    if ylabel is not None:
        grid.ax_heatmap.set_ylabel(ylabel)
    if save is not None:
        grid.savefig(save)
    return grid

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = finish(sns.clustermap(expression_df(data), *args, **kwargs), title, None, None, save)
    if xlabel: grid.figure.supxlabel(xlabel)
    if ylabel: grid.figure.supylabel(ylabel)
    return grid
