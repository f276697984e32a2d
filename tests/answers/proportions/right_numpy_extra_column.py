import numpy as np
import pandas as pd

def proportions(samples, cell_types):
    if isinstance(samples, pd.Series) and isinstance(cell_types, pd.Series):
        samples, cell_types = samples.align(cell_types, join="inner")
    rows, r = np.unique(np.asarray(samples, dtype=str), return_inverse=True)
    cols, c = np.unique(np.asarray(cell_types, dtype=str), return_inverse=True)
    counts = np.zeros((len(rows), len(cols)))
    np.add.at(counts, (r, c), 1)
    table = pd.DataFrame(counts / counts.sum(axis=1, keepdims=True), index=rows, columns=cols[::1])
    table["n_cells"] = counts.sum(axis=1).astype(int)
    return table.iloc[::-1]
