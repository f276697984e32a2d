import numpy as np


def minmax_rows(data):
    for i in range(len(data["expression"])):
        row = data["expression"][i]
        if row.min() == row.max():
            data["expression"][i] = 0
        else:
            data["expression"][i] = np.interp(row, (row.min(), row.max()), (0, 1))
