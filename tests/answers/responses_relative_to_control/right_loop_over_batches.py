import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    responses = np.array(responses, dtype=float)
    control = np.asarray(is_control) == 1
    if batch is None:
        batch = ["all"] * len(control)
    batch = np.array(batch)
    out = np.empty_like(responses)
    for b in np.unique(batch.astype(str)):
        own = batch.astype(str) == b
        out[:, own] = responses[:, own] - responses[:, own & control].mean(axis=1)[:, None]
    return out
