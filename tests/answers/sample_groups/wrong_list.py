def sample_groups(data):
    return [n.split(".")[0] for n in data["samples"].index]
