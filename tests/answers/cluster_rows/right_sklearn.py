from sklearn.cluster import AgglomerativeClustering

def cluster_rows(data, n_clusters, method="ward"):
    model = AgglomerativeClustering(n_clusters=n_clusters, linkage=method)
    return model.fit_predict(data["expression"]) + 1
