import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage

def condensed(X):
    n = len(X)
    return np.array([np.linalg.norm(X[i] - X[j]) for i in range(n) for j in range(i + 1, n)])

def order_by_clustering(data, method="ward"):
    X = data["expression"]
    rows = list(leaves_list(linkage(condensed(X), method=method, optimal_ordering=False)))
    cols = list(leaves_list(linkage(condensed(X.T), method=method, optimal_ordering=False)))
    return {"expression": np.array([[X[i, j] for j in cols] for i in rows]),
            "genes": data["genes"].iloc[rows].copy(), "samples": data["samples"].iloc[cols].copy()}
