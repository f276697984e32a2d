import numpy as np

def responses_relative_to_control(responses, is_control, batch=None, **_):
    control = np.flatnonzero(is_control)
    if batch is None:
        return responses - np.average(responses[:, control], axis=1).reshape(-1, 1)
    result = responses.copy()
    for name in dict.fromkeys(batch):
        own = np.flatnonzero(np.asarray(batch) == name)
        result[:, own] = responses_relative_to_control(responses[:, own], np.asarray(is_control)[own])
    return result
