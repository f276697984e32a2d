from scipy.cluster.hierarchy import linkage

def ward_linkage(points):
    return linkage(points, "ward")
