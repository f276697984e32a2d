from sklearn.metrics import silhouette_score


def silhouette(dist_matrix, labels):
    return silhouette_score(dist_matrix, labels)
