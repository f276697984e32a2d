def transpose(data):
    return {"expression": data["expression"].T.copy(), "genes": data["genes"].T.copy(), "samples": data["samples"].T.copy()}
