import matplotlib.pyplot as plt
import numpy as np

def plot_volcano(table, alpha=0.05):
    kind = np.select([(table["adj_p_value"] < alpha) & (table["log_fc"] > 0), table["adj_p_value"] < alpha], [2, 0], 1)
    with np.errstate(divide="ignore"):
        y = -np.log10(table["p_value"].to_numpy())
    y[np.isinf(y)] = 1.05 * y[np.isfinite(y)].max()
    fig, ax = plt.subplots()
    dots = ax.scatter(table["log_fc"], y, c=kind, cmap="coolwarm")
    handles, _ = dots.legend_elements()
    names = [f"{n} {(kind == k).sum()}" for k, n in enumerate(["down", "n.s.", "up"])]
    ax.legend(handles, names, title="call")
    ax.set(xlabel="effect", ylabel="evidence")
    return ax
