import matplotlib.pyplot as plt
import numpy as np

def plot_volcano(table, alpha=0.05):
    height = [-np.log10(max(p, 1e-310)) for p in table["p_value"]]
    groups = {"n.s.": ([], []), "up": ([], []), "down": ([], [])}
    for lfc, q, h in zip(table["log_fc"], table["adj_p_value"], height):
        name = "n.s." if not q < alpha else "up" if lfc > 0 else "down"
        groups[name][0].append(lfc)
        groups[name][1].append(h)
    ax = plt.figure().add_subplot()
    for (name, (x, y)), fmt in zip(groups.items(), ("k.", "r^", "bv")):
        ax.plot(x, y, fmt, markersize=3, label="%s, %d genes" % (name, len(x)))
    ax.axhline(2, color="grey")
    ax.legend(loc="upper left")
    ax.set_xlabel("log2 FC"); ax.set_ylabel("-log10 P")
    return ax
