import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    c = np.asarray(is_control).astype(bool)
    out = np.array(responses, dtype=float)
    if batch is not None:
        for b in set(batch):
            own = np.asarray(batch) == b
            out[:, own] -= responses[:, own].mean(1, keepdims=True)
    return out - out[:, c].mean(1, keepdims=True)
