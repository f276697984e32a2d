from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    return pdist(data["expression"], metric)
