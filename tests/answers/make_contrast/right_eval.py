import numpy as np
import pandas as pd

def make_contrast(expression, levels):
    units = {level: np.eye(len(levels))[i] for i, level in enumerate(levels)}
    try:
        return pd.Series(eval(expression, {"__builtins__": {}}, units), index=levels)
    except NameError as error:
        raise KeyError(str(error))
