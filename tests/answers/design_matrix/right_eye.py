import numpy as np
import pandas as pd

def design_matrix(groups):
    levels, codes = np.unique(groups, return_inverse=True)
    index = getattr(groups, "index", None)
    if callable(index):
        index = None
    return pd.DataFrame(np.eye(len(levels))[codes], index=index, columns=levels)
