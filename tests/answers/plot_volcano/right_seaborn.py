import numpy as np
import seaborn as sns
import matplotlib.pyplot as plt

def plot_volcano(table, alpha=0.05):
    d = table.copy()
    d["-log10 p"] = -np.log10(d["p_value"].replace(0, np.finfo(float).tiny))
    d["call"] = "n.s."
    d.loc[(d.adj_p_value < alpha) & (d.log_fc > 0), "call"] = "up"
    d.loc[(d.adj_p_value < alpha) & (d.log_fc < 0), "call"] = "down"
    n = d["call"].value_counts()
    d["call"] = d["call"].map(lambda c: f"{c} ({n[c]})")
    plt.figure()
    return sns.scatterplot(data=d, x="log_fc", y="-log10 p", hue="call")
