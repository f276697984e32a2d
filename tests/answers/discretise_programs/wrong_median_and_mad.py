import numpy as np

def discretise_programs(usage):
    m = np.median(usage, axis=0)
    d = usage - m
    s = np.median(np.abs(d), axis=0)
    return np.where(d > s, 1, np.where(d < -s, -1, 0))
