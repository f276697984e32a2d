import numpy as np
import matplotlib.pyplot as plt

def plot_volcano(table, alpha=0.05, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    y = np.minimum(-np.log10(table["p_value"] + 0.0), 400.0)
    up = table[(table.adj_p_value < alpha) & (table.log_fc > 0)]
    down = table[(table.adj_p_value < alpha) & (table.log_fc < 0)]
    ax.scatter(up["log_fc"], y[up.index], color="tomato", zorder=3)
    ax.scatter(down["log_fc"], y[down.index], color="navy", zorder=3)
    ax.scatter(table["log_fc"], y, color="0.8")
    for call, colour, n in (("up", "tomato", len(up)), ("down", "navy", len(down)), ("n.s.", "0.8", len(table) - len(up) - len(down))):
        ax.scatter([], [], color=colour, label=f"{n} {call}")
    ax.set_xlabel("log_fc")
    ax.set_ylabel("-log10(p_value)")
    ax.figure.legend()
    return ax
