import numpy as np
from sklearn.cluster import AgglomerativeClustering

def ward_linkage(points):
    model = AgglomerativeClustering(n_clusters=None, distance_threshold=0, linkage="ward").fit(points)
    n = len(points)
    counts = np.zeros(n - 1)
    for i, pair in enumerate(model.children_):
        counts[i] = sum(1 if c < n else counts[c - n] for c in pair)
    return np.column_stack([model.children_, model.distances_, counts]).astype(float)
