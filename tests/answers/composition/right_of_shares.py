import numpy as np


def composition(table):
    logs = np.log(table.div(table.sum(axis=1), axis=0))
    return logs.sub(logs.mean(axis=1), axis=0)
