import functions

def neighbour_graph(x, k=15):
    return functions.weighted_neighbours(x, k + 1)
