import numpy as np

def cross_moments(states):
    return np.abs(states).mean(axis=0), np.abs(states).T @ np.abs(states) / len(states)
