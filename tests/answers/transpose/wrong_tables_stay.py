def transpose(data):
    return {"expression": data["expression"].T.copy(), "genes": data["genes"].copy(), "samples": data["samples"].copy()}
