# other float types are fine
import numpy as np


def from_pd(expr):
    return {
        "expression": np.array(expr, dtype=np.float32),
        "genes": expr.iloc[:, :0].copy(),
        "samples": expr.T.iloc[:, :0].copy(),
    }
