def dist_to_centroid(centroid, mat):
    if len(centroid) != mat.shape[1]:
        raise ValueError("length")
    centre = list(centroid)
    return [sum([(a - b) ** 2 for a, b in zip(row, centre)]) ** 0.5 for row in mat.tolist()]
