def transpose(data):
    return {
        "expression": data["expression"].T.copy(),
        "genes": data["samples"].sort_index(),
        "samples": data["genes"].copy(),
    }
