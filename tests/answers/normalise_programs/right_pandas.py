import numpy as np, pandas as pd

def normalise_programs(w, h):
    W, H = pd.DataFrame(w), pd.DataFrame(h)
    size = H.pow(2).sum(axis=1).pow(0.5).replace(0, 1)
    W, H = W.mul(size, axis=1), H.div(size, axis=0)
    order = W.pow(2).sum().sort_values(ascending=False, kind="stable").index
    return W[order], H.loc[order]
