from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

def _rows(data, method):
    order = leaves_list(linkage(pdist(data["expression"]), method))
    return {"expression": data["expression"][order], "genes": data["genes"].iloc[order].copy(), "samples": data["samples"].copy()}

def _flip(data):
    return {"expression": data["expression"].T.copy(), "genes": data["samples"], "samples": data["genes"]}

def order_by_clustering(data, method="ward"):
    return _flip(_rows(_flip(_rows(data, method)), method))
