def sample_groups(data):
    names = data["samples"].index
    return names.to_series().str.replace(r"\..*", "", regex=True)
