def transpose(data):
    return {"expression": data["expression"].copy(), "genes": data["samples"].copy(), "samples": data["genes"].copy()}
