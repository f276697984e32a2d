import pandas as pd


def transpose(data):
    return {
        "expression": data["expression"].T.copy(),
        "genes": pd.DataFrame(index=data["samples"].index),
        "samples": pd.DataFrame(index=data["genes"].index),
    }
