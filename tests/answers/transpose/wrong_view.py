def transpose(data):
    return {"expression": data["expression"].T, "genes": data["samples"].copy(), "samples": data["genes"].copy()}
