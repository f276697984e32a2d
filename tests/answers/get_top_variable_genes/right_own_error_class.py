import pandas as pd


class BadNumber(ValueError):
    pass


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise BadNumber(top_n)
    frame = pd.DataFrame(data["expression"], index=data["genes"].index)
    frame = frame.assign(variance_=frame.var(axis=1))
    frame = frame.sort_values("variance_", ascending=False, kind="stable").head(top_n)
    return {
        "expression": frame.drop(columns="variance_").to_numpy(copy=True),
        "genes": data["genes"].loc[frame.index].copy(),
        "samples": data["samples"].copy(),
    }
