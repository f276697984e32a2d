def transpose(data):
    data["expression"] = data["expression"].T.copy()
    data["genes"], data["samples"] = data["samples"], data["genes"]
    return data
