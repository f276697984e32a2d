import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

def order_by_clustering(data, method="ward"):
    grid = sns.clustermap(data["expression"], method=method, metric="euclidean")
    rows, cols = grid.dendrogram_row.reordered_ind, grid.dendrogram_col.reordered_ind
    plt.close(grid.figure)
    return {"expression": data["expression"][np.ix_(rows, cols)],
            "genes": data["genes"].iloc[rows].copy(), "samples": data["samples"].iloc[cols].copy()}
