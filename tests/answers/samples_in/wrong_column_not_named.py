def samples_in(data, col_name, value):
    if col_name not in data["samples"].columns:
        raise KeyError("no such column")
    return data["samples"].index[data["samples"][col_name] == value].tolist()
