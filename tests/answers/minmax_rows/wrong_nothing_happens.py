import numpy as np


def minmax_rows(data):
    data = {**data, "expression": np.zeros_like(data["expression"])}
