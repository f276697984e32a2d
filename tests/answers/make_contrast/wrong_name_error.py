import numpy as np
import pandas as pd

def make_contrast(expression, levels):
    return pd.Series(eval(expression, dict(zip(levels, np.eye(len(levels))))), index=levels)
