import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

def cluster_rows(data, n_clusters, method="ward"):
    df = pd.DataFrame(data["expression"], index=data["genes"].index, columns=data["samples"].index)
    labels = fcluster(linkage(pdist(df), method), n_clusters, criterion="maxclust")
    return pd.Series(labels, index=df.index, name="cluster")
