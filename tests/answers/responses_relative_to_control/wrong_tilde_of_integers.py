import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    is_control = np.asarray(is_control)
    batch = np.zeros(len(is_control)) if batch is None else np.asarray(batch)
    out = responses.copy()
    for b in set(batch):
        own = np.flatnonzero(batch == b)
        block = responses[:, own]
        out[:, own] = block - block[:, is_control[own]].mean(axis=1, keepdims=True)
    return out
