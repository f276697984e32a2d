import numpy as np


class Data(dict):
    pass


def from_pd(expr):
    return Data(
        expression=np.ascontiguousarray(expr.to_numpy(dtype=np.float64)).copy(),
        genes=expr[[]].copy(),
        samples=expr.T[[]].copy(),
    )
