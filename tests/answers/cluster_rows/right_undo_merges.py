import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist

def cluster_rows(data, n_clusters, method="ward"):
    """Apply the first n - n_clusters merges, then number what is left, largest first."""
    n = len(data["genes"])
    members = {i: [i] for i in range(n)}
    if n > 1:
        tree = linkage(pdist(data["expression"]), method)
        for step in range(n - n_clusters):
            a, b = int(tree[step, 0]), int(tree[step, 1])
            members[n + step] = members.pop(a) + members.pop(b)
    labels = np.zeros(n)
    for number, group in enumerate(sorted(members.values(), key=len, reverse=True), 1):
        labels[group] = number
    return labels.tolist()
