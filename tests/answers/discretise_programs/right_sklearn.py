import numpy as np
from sklearn.cluster import KMeans

def discretise_programs(usage):
    columns = []
    for v in np.transpose(usage):
        km = KMeans(3, n_init=20, random_state=0).fit(v[:, None])
        rank = np.argsort(np.argsort(km.cluster_centers_.ravel()))
        columns.append(rank[km.labels_] - 1)
    return np.array(columns).T
