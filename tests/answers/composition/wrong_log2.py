import numpy as np


def composition(table):
    logs = np.log2(table)
    return logs.sub(logs.mean(axis=1), axis=0)
