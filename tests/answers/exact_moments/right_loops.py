import math
from itertools import product
import numpy as np

def exact_moments(j, h):
    k = len(h)
    z, mean, corr = 0.0, np.zeros(k), np.zeros((k, k))
    for s in product((-1, 0, 1), repeat=k):
        s = np.array(s)
        w = math.exp(s @ j @ s / 2 + h @ s)
        z += w
        mean = mean + w * s
        corr = corr + w * np.outer(s, s)
    return mean / z, corr / z
