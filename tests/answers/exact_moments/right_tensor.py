import numpy as np

def exact_moments(j, h):
    k = len(h)
    s = np.indices((3,) * k) - 1
    a = np.tensordot(h, s, 1) + 0.5 * (np.tensordot(j, s, 1) * s).sum(0)
    p = np.exp(a - a.max()); p /= p.sum()
    axes = tuple(range(1, k + 1))
    return (s * p).sum(axis=axes), np.array([[(s[a] * s[b] * p).sum() for b in range(k)] for a in range(k)])
