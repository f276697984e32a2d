from scipy.cluster.hierarchy import dendrogram, linkage

def order_by_clustering(data, method="ward"):
    def order(values):
        return dendrogram(linkage(values, method=method), no_plot=True)["leaves"]
    rows, cols = order(data["expression"]), order(data["expression"].T)
    new = {"expression": data["expression"][rows, :][:, cols].copy()}
    new["genes"] = data["genes"].iloc[rows, :].copy(deep=True)
    new["samples"] = data["samples"].iloc[cols, :].copy(deep=True)
    return new
