import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    c = np.asarray(is_control).astype(bool)
    if batch is None:
        return responses - responses[:, c].mean(1, keepdims=True)
    for b in set(batch):
        own = np.asarray(batch) == b
        out = responses.copy()
        out[:, own] -= responses[:, own & c].mean(1, keepdims=True)
    return out
