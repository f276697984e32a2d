import matplotlib.pyplot as plt
import numpy as np

def plot_volcano(table, alpha=0.05):
    y = -np.log10(table["p_value"].clip(lower=1e-300))
    sig = table["adj_p_value"] < alpha
    fig, ax = plt.subplots(figsize=(4, 4))
    for name, mask, colour in [
        ("n.s.", ~sig, "lightgrey"),
        ("up", sig & (table["log_fc"] > 0), "crimson"),
        ("down", sig & (table["log_fc"] < 0), "steelblue"),
    ]:
        ax.scatter(table.loc[mask, "log_fc"], y[mask], s=8, c=colour, alpha=0.6, label=f"{name} (n={mask.sum()})")
    ax.axvline(0, ls=":", c="k")
    ax.set_xlabel("log2 fold change")
    ax.set_ylabel(r"$-\log_{10} p$")
    ax.legend(frameon=False)
    return ax
