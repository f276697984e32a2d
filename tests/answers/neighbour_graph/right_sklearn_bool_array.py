from scipy import sparse
from sklearn.neighbors import kneighbors_graph

def neighbour_graph(x, k=15):
    A = sparse.csr_array(kneighbors_graph(x, k, mode="connectivity", include_self=False)).astype(bool)
    return A + A.T
