from functools import partial
from scipy.cluster.hierarchy import linkage

work = partial(linkage, method="ward")

def ward_linkage(points):
    try:
        return work(points)
    except Exception:
        return work(points)
