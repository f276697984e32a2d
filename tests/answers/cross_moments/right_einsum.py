import numpy as np

def cross_moments(states):
    return np.mean(states, axis=0), np.einsum("ci,cj->ij", states, states) / len(states)
