import numpy as np
import pandas as pd
from sklearn.preprocessing import OneHotEncoder

def design_matrix(groups):
    encoder = OneHotEncoder(sparse_output=False)
    X = encoder.fit_transform(np.asarray(groups, dtype=object).reshape(-1, 1))
    return pd.DataFrame(X, columns=encoder.categories_[0])
