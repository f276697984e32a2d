def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("length")
    return ((mat - centroid) ** 2).sum(axis=1)
