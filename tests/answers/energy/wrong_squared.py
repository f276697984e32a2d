def energy(labels, dist_matrix, k):
    same = labels[:, None] == labels
    return (dist_matrix[same] ** 2).sum() / k
