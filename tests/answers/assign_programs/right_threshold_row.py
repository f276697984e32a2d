import numpy as np

def assign_programs(h):
    tiny = np.full((1, np.shape(h)[1]), np.nextafter(0, 1))
    return np.vstack([tiny, h]).argmax(axis=0) - 1.0
