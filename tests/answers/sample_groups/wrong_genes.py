def sample_groups(data):
    return data["genes"].index.to_series().str.split(".").str[0]
