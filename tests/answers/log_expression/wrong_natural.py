import numpy as np


def log_expression(counts):
    return np.log((counts + 0.5) / (counts.sum() + 1) * 1e6)
