import pandas as pd


def transpose(data):
    frame = pd.DataFrame(data["expression"].copy(), index=data["genes"].index, columns=data["samples"].index).T
    return {
        "expression": frame.to_numpy(copy=True),
        "genes": data["samples"].reindex(frame.index).copy(),
        "samples": data["genes"].reindex(frame.columns).copy(),
    }
