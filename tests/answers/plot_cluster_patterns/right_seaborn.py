import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns


def plot_cluster_patterns(data, cluster_col, ncols=4):
    frame = pd.DataFrame(data["expression"], columns=list(data["samples"].index))
    clusters = pd.Series(list(data["genes"][cluster_col]))
    names = sorted(clusters.unique())
    nrows = int(np.ceil(len(names) / ncols))
    fig, axes = plt.subplots(nrows, ncols, squeeze=False)
    for ax in axes.flat:
        ax.set_visible(False)
    for ax, name in zip(axes.flat, names):
        ax.set_visible(True)
        part = frame[clusters == name]
        long = part.reset_index().melt(id_vars="index", var_name="sample")
        sns.lineplot(
            data=long, x="sample", y="value", units="index", estimator=None, lw=0.5, color="grey", ax=ax
        )
        sns.lineplot(x=list(part.columns), y=part.mean().to_numpy(), lw=3, color="red", ax=ax)
        ax.set_title(f"{name} (n={len(part)})")
    return fig
