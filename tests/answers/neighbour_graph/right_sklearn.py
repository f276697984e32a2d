from sklearn.neighbors import NearestNeighbors

def neighbour_graph(x, k=15):
    A = NearestNeighbors(n_neighbors=k).fit(x).kneighbors_graph()
    return A.maximum(A.T)
