def sample_groups(data):
    names = data["samples"].index.to_series()
    return names.str.split(".", n=1, expand=True)[0].rename("population")
