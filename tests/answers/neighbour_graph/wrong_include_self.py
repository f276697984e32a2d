from sklearn.neighbors import kneighbors_graph

def neighbour_graph(x, k=15):
    A = kneighbors_graph(x, k, include_self=True)
    return A.maximum(A.T)
