def from_pd(expr):
    return {
        "expression": expr.to_numpy(dtype=float, copy=True),
        "genes": list(expr.index),
        "samples": list(expr.columns),
    }
