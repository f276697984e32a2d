def cross_moments(states):
    return states.mean(axis=0), states.T @ states // len(states)
