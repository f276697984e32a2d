import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    c = np.asarray(is_control).astype(bool)
    batch = np.zeros(len(c)) if batch is None else np.asarray(batch)
    out = responses.copy()
    for b in set(batch):
        own = batch == b
        out[:, own] -= responses[:, own & c].mean(1, keepdims=True)
    return out.T
