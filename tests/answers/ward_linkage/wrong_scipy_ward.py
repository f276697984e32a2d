import scipy.cluster.hierarchy as sch
from scipy.spatial.distance import pdist

def ward_linkage(points):
    return sch.ward(pdist(points))
