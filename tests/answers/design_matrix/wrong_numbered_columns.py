import numpy as np
import pandas as pd

def design_matrix(groups):
    levels, codes = np.unique(np.asarray(groups), return_inverse=True)
    return pd.DataFrame(np.eye(len(levels))[codes])
