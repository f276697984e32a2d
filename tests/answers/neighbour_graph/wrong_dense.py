from sklearn.neighbors import kneighbors_graph

def neighbour_graph(x, k=15):
    A = kneighbors_graph(x, n_neighbors=k)
    return A.maximum(A.T).toarray()
