import numpy as np

def cross_moments(states):
    return states.mean(axis=0), np.triu(states.T @ states / len(states))
