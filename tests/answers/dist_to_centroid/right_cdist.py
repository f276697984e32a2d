def dist_to_centroid(centroid, mat):
    from scipy.spatial.distance import cdist

    # cdist compares the numbers of columns itself
    return cdist(mat, centroid.reshape(1, -1)).ravel()
