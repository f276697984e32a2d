import numpy as np


def relative_to_controls(responses, is_control):
    weights = np.asarray(is_control, dtype=float)
    return responses - (responses @ weights / weights.sum())[:, None]
