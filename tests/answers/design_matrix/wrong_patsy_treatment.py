import pandas as pd
from patsy import dmatrix

def design_matrix(groups):
    return dmatrix("C(g)", pd.DataFrame({"g": list(groups)}), return_type="dataframe")
