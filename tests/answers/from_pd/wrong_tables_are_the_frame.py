# the tables have columns
def from_pd(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": expr.copy(),
        "samples": expr.T.copy(),
    }
