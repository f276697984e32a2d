import numpy as np


def transpose(data):
    return {"expression": np.rot90(data["expression"]).copy(), "genes": data["samples"].copy(), "samples": data["genes"].copy()}
