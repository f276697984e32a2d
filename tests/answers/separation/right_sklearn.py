from sklearn.metrics import silhouette_score


def separation(points, groups):
    return silhouette_score(points, groups)
