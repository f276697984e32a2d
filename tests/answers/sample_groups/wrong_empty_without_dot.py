def sample_groups(data):
    return data["samples"].index.to_series().str.extract(r"^(.*?)\.", expand=False)
