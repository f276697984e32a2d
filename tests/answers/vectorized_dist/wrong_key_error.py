from scipy.spatial.distance import pdist


def vectorized_dist(data, metric="euclidean"):
    functions = {"euclidean": "euclidean", "correlation": "correlation"}
    return pdist(data["expression"], functions[metric])
