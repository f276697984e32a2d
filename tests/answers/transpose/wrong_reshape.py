def transpose(data):
    n, m = data["expression"].shape
    return {"expression": data["expression"].reshape(m, n).copy(), "genes": data["samples"].copy(), "samples": data["genes"].copy()}
