def transpose(data):
    return {"expression": data["expression"].T, "genes": data["samples"], "samples": data["genes"]}
