import copy


def transpose(data):
    new = copy.deepcopy(data)
    return {"expression": new["expression"].T, "genes": new["samples"], "samples": new["genes"]}
