import numpy as np


def transpose(data):
    print("turning")
    rows = [list(column) for column in zip(*data["expression"].tolist())]
    return {"expression": np.array(rows, dtype=float), "genes": data["samples"].copy(), "samples": data["genes"].copy()}
