import numpy as np


def separation(points, groups):
    points, groups = np.asarray(points), np.asarray(groups)
    means = [points[groups == g].mean(axis=0) for g in set(groups)]
    return float(np.linalg.norm(means[0] - means[1]))
