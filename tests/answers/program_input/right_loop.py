import numpy as np


def program_input(counts):
    rows = []
    for row in np.asarray(counts, dtype=float):
        sd = np.std(row, ddof=1)
        rows.append(row / sd if sd else np.zeros(len(row)))
    return np.array(rows)
