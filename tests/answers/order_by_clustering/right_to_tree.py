import copy
from scipy.cluster.hierarchy import linkage, to_tree
from scipy.spatial.distance import pdist

def order_by_clustering(data, method="ward"):
    new = copy.deepcopy(data)
    rows = to_tree(linkage(pdist(new["expression"]), method)).pre_order()
    new["expression"] = new["expression"][rows]
    new["genes"] = new["genes"].iloc[rows]
    # the order of the rows does not change the distances of the columns, but their rounding might
    cols = to_tree(linkage(pdist(data["expression"].T), method)).pre_order()
    new["expression"] = new["expression"][:, cols]
    new["samples"] = new["samples"].iloc[cols]
    return new
