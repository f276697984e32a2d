import matplotlib.pyplot as plt
import pandas as pd


def plot_cluster_patterns(data, cluster_col, ncols=4):
    table = pd.DataFrame(
        data["expression"], index=data["genes"].index, columns=data["samples"].index
    )
    groups = table.groupby(data["genes"][cluster_col])
    nrows = int((len(groups) + ncols - 1) / ncols)
    fig, axes = plt.subplots(nrows, ncols, squeeze=False, figsize=(12, 3 * nrows))
    flat = list(axes.flat)
    for name, part in groups:
        ax = flat.pop(0)
        part.T.plot(ax=ax, legend=False, color="lightblue", linewidth=0.7)
        part.mean().plot(ax=ax, legend=False, color="navy", linewidth=2.5)
        ax.set_title(f"cluster: {name} | size: {len(part)}")
    for ax in flat:
        ax.remove()
    return fig
