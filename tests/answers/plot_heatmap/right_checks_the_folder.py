from pathlib import Path
import seaborn as sns
from functions import expression_df

def plot_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, dpi=60, **kwargs):
    if save is not None and not Path(save).resolve().parent.is_dir():
        raise FileNotFoundError(f"{save}: there is no such folder")
    grid = sns.clustermap(data=expression_df(data), *args, **kwargs)
    labels = {"xlabel": xlabel, "ylabel": ylabel}
    grid.ax_heatmap.set(**{k: v for k, v in labels.items() if v is not None})
    if title is not None:
        grid.figure.subplots_adjust(top=0.9)
        grid.figure.suptitle(title, fontweight="bold", x=0.6)
    if save is not None:
        grid.savefig(Path(save), dpi=dpi)
    return grid
