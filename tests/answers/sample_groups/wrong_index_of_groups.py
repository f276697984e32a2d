def sample_groups(data):
    return data["samples"].index.str.split(".").str[0]
