import matplotlib.pyplot as plt
import numpy as np

def plot_volcano(table, alpha=0.05):
    x, p, q = table["log_fc"], table["p_value"], table["adj_p_value"]
    y = -np.log10(np.maximum(p, 1e-300))
    up = (q < alpha) & (x > 0)
    down = (q < alpha) & (x < 0)
    ns = ~(up | down)
    fig, ax = plt.subplots()
    ax.scatter(x[ns], y[ns], color="grey")
    ax.scatter(x[up], y[up], color="red", label=f"up ({up.sum()})")
    ax.scatter(x[down], y[down], color="blue", label=f"down ({down.sum()})")
    ax.set_xlabel("log2 fold change")
    ax.set_ylabel("-log10 p")
    ax.legend()
    return ax
