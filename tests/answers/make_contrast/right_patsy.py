import pandas as pd
from patsy import DesignInfo, PatsyError

def make_contrast(expression, levels):
    try:
        constraint = DesignInfo(list(levels)).linear_constraint(expression)
    except PatsyError as error:
        raise KeyError(f"{error} in {expression}")
    return pd.Series(constraint.coefs[0], index=levels)
