import numpy as np

def cross_moments(states):
    states = np.asarray(states, dtype=float)
    n = states.shape[0]
    return states.sum(axis=0) / n, states.T.dot(states) / n
