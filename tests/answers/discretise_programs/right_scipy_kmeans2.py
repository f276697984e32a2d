import numpy as np
from scipy.cluster.vq import kmeans2

def discretise_programs(usage):
    result = []
    for v in usage.T:
        start = np.quantile(v, [0.25, 0.5, 0.75])[:, None]
        centres, label = kmeans2(v[:, None], start, iter=200, minit="matrix")
        order = centres.ravel().argsort().tolist()
        result.append([order.index(l) - 1 for l in label])
    return [list(row) for row in zip(*result)]
