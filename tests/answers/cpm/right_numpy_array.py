import numpy as np

def cpm(counts):
    values = np.asarray(counts, dtype=float)
    totals = values.sum(axis=0, keepdims=True)
    for name, total in zip(counts.columns, totals[0]):
        if not total:
            raise ValueError("no reads in " + str(name))
    return 1e6 * values / totals
