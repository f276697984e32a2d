import numpy as np
import pandas as pd


def transpose(data, inplace=False):
    return {
        "expression": np.swapaxes(np.array(data["expression"], copy=True), 0, 1),
        "genes": pd.concat([data["samples"]]),
        "samples": pd.concat([data["genes"]]),
        "transposed": True,
    }
