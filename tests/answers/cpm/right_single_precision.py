import numpy as np
import pandas as pd

def cpm(counts):
    sums = counts.to_numpy().sum(0)
    if 0 in sums:
        raise ValueError(counts.columns[list(sums).index(0)])
    return pd.DataFrame((counts.to_numpy() / sums * 1e6).astype(np.float32))
