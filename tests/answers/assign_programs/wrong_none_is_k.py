import numpy as np

def assign_programs(h):
    return np.where(h.max(axis=0) > 0, h.argmax(axis=0), len(h))
