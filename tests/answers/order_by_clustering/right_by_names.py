import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

def order_by_clustering(data, method="ward"):
    df = pd.DataFrame(data["expression"], index=data["genes"].index, columns=data["samples"].index)
    genes = df.index[leaves_list(linkage(pdist(df.values), method))]
    samples = df.columns[leaves_list(linkage(pdist(df.T.values), method))]
    return {
        "expression": df.loc[genes, samples].to_numpy(copy=True),
        "genes": data["genes"].loc[genes].copy(),
        "samples": data["samples"].loc[samples].copy(),
        "method": method,
    }
