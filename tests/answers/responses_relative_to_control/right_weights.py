import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    c = np.asarray(is_control, dtype=float)
    if batch is None:
        same = np.ones((len(c), len(c)))
    else:
        b = np.asarray(batch)
        same = (b[:, None] == b[None, :]).astype(float)
    weight = same * c[:, None]
    return responses - responses @ (weight / weight.sum(axis=0))
