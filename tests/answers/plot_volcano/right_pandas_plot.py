import numpy as np
import matplotlib.pyplot as plt

def plot_volcano(table, alpha=0.05):
    d = table.assign(height=-np.log10(table.p_value.where(table.p_value > 0, 5e-324)))
    sig = d.adj_p_value.lt(alpha)
    parts = {"n.s.": d[~sig], "down": d[sig & d.log_fc.lt(0)], "up": d[sig & d.log_fc.gt(0)]}
    ax = None
    for (name, part), colour in zip(parts.items(), ["#bbbbbb", "#0044cc", "#cc4400"]):
        ax = part.plot.scatter(x="log_fc", y="height", color=colour, ax=ax, label=f"{name.capitalize() if name != 'n.s.' else name}-regulated: {len(part)} (FDR < {alpha})")
    return ax
