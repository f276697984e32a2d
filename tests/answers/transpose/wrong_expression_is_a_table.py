import pandas as pd


def transpose(data):
    return {
        "expression": pd.DataFrame(data["expression"]).T.copy(),
        "genes": data["samples"].copy(),
        "samples": data["genes"].copy(),
    }
