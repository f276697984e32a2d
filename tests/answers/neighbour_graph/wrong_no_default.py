from sklearn.neighbors import kneighbors_graph

def neighbour_graph(x, k):
    A = kneighbors_graph(x, n_neighbors=k)
    return A.maximum(A.T)
