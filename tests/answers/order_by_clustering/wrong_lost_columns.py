from scipy.cluster.hierarchy import fcluster, linkage, leaves_list
from scipy.spatial.distance import pdist, squareform
import numpy as np


import pandas as pd

def order_by_clustering(data, method="ward"):
    X = data["expression"]
    r, c = leaves_list(linkage(pdist(X), method)), leaves_list(linkage(pdist(X.T), method))
    return {"expression": X[np.ix_(r, c)], "genes": pd.DataFrame(index=data["genes"].index[r]), "samples": pd.DataFrame(index=data["samples"].index[c])}
