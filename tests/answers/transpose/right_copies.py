def transpose(data):
    return {"expression": data["expression"].T.copy(), "genes": data["samples"].copy(), "samples": data["genes"].copy()}
