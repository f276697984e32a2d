def transpose(data):
    data["expression"] = data["expression"].T
    data["genes"], data["samples"] = data["samples"], data["genes"]
