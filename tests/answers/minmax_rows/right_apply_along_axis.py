import numpy as np


def minmax_rows(data):
    def scale(row):
        span = row.max() - row.min()
        return (row - row.min()) / span if span else row * 0.0

    data["expression"] = np.apply_along_axis(scale, 1, data["expression"])
    return None
