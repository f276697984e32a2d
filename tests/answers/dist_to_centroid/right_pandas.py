import pandas as pd


def dist_to_centroid(centroid, mat):
    frame = pd.DataFrame(mat)
    if frame.shape[1] != len(centroid):
        raise ValueError("wrong length")
    return frame.sub(centroid, axis=1).pow(2).sum(axis=1) ** 0.5
