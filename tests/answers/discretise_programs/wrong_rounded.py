import numpy as np

def discretise_programs(usage):
    z = (usage - usage.mean(axis=0)) / usage.std(axis=0)
    return np.clip(np.rint(z), -1, 1)
