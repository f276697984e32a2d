import pandas as pd
from patsy import dmatrix

def design_matrix(groups):
    frame = pd.DataFrame({"g": list(groups)})
    X = dmatrix("0 + C(g)", frame, return_type="dataframe")
    X.columns = [c[len("C(g)["):-1] for c in X.columns]
    return X
