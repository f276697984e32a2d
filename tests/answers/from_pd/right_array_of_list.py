import numpy as np
import pandas as pd


def from_pd(expr):
    rows = [[float(v) for v in row] for row in expr.itertuples(index=False, name=None)]
    genes = expr.copy()
    genes = genes.drop(columns=genes.columns)
    samples = pd.DataFrame(index=pd.Index(expr.columns.tolist(), name="sample"))
    return {"expression": np.array(rows), "genes": genes, "samples": samples}
