def sample_groups(data):
    data["samples"]["group"] = [n.split(".")[0] for n in data["samples"].index]
    return data["samples"]["group"].copy()
