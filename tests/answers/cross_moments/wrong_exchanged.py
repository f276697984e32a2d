def cross_moments(states):
    return states.T @ states / len(states), states.mean(axis=0)
