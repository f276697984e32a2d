def samples_in(data, col_name, value):
    return sorted(data["samples"].index[data["samples"][col_name] == value])
