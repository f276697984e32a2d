import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Patch

def plot_volcano(table, alpha=0.05, title="Volcano"):
    p = table.p_value.to_numpy().copy()
    p[p == 0] = p[p > 0].min() / 10
    code = np.where(table.adj_p_value < alpha, np.sign(table.log_fc), 0).astype(int)
    palette = {1: "red", -1: "blue", 0: "silver"}
    plt.figure()
    plt.scatter(table.log_fc, -np.log10(p), c=[palette[c] for c in code], s=5)
    plt.xlabel("log fold change")
    plt.ylabel("-log10(p)")
    plt.title(title)
    plt.legend(handles=[Patch(color=palette[c], label=f"{name}: {(code == c).sum():,}") for c, name in ((1, "up"), (-1, "down"), (0, "n.s."))])
    return plt.gca()
