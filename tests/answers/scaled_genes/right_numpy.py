import numpy as np
import pandas as pd


def scaled_genes(values):
    x = values.to_numpy(dtype=float)
    x = x - x.mean(axis=1, keepdims=True)
    sd = x.std(axis=1, ddof=1, keepdims=True)
    x = np.divide(x, sd, out=np.zeros_like(x), where=sd > 0)
    return pd.DataFrame(x, index=values.index, columns=values.columns)
