import numpy as np
import pandas as pd


def from_pd(expr):
    n_rows, n_columns = expr.shape
    matrix = np.zeros((n_rows, n_columns))
    for i in range(n_rows):
        for j in range(n_columns):
            matrix[i, j] = expr.iloc[i, j]
    genes = pd.DataFrame(index=list(expr.index))
    samples = pd.DataFrame(index=list(expr.columns))
    return dict(expression=matrix, genes=genes, samples=samples)
