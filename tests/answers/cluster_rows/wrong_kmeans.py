from sklearn.cluster import KMeans

def cluster_rows(data, n_clusters, method="ward"):
    return KMeans(n_clusters, n_init=10, random_state=0).fit_predict(data["expression"]) + 1
