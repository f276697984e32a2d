def transpose(data):
    n, m = data["expression"].shape
    return {
        "expression": data["expression"].flatten(order="F").reshape(m, n),
        "genes": data["samples"].copy(deep=True),
        "samples": data["genes"].copy(deep=True),
    }
