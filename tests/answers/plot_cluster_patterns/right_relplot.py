import pandas as pd
import seaborn as sns


def plot_cluster_patterns(data, cluster_col, ncols=4):
    frame = pd.DataFrame(data["expression"], columns=data["samples"].index)
    frame["cluster"] = list(data["genes"][cluster_col])
    frame["gene"] = range(len(frame))
    sizes = frame["cluster"].value_counts()
    long = frame.melt(id_vars=["cluster", "gene"], var_name="sample")
    grid = sns.FacetGrid(long, col="cluster", col_wrap=ncols, height=2)
    grid.map_dataframe(
        sns.lineplot, x="sample", y="value", units="gene", estimator=None, lw=0.5, color="grey"
    )
    for name, ax in grid.axes_dict.items():
        mean = frame.loc[frame["cluster"] == name].drop(columns=["cluster", "gene"]).mean()
        ax.plot(range(len(mean)), mean, lw=3, color="black")
        ax.set_title(f"{name}, n = {sizes[name]}")
    return grid.figure
