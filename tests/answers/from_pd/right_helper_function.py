import pandas as pd


def _names(index):
    table = pd.DataFrame(index=index.copy())
    table.index.name = "name"
    return table


def from_pd(expr):
    numbers = expr.copy().astype(float)
    return {"expression": numbers.values.copy(), "genes": _names(expr.index), "samples": _names(expr.columns)}
