def sample_groups(data):
    s = data["samples"].index.to_series()
    return s.str.extract(r"^([^.]*)", expand=False)
