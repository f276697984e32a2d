def samples_in(data, col_name, value):
    if col_name not in data["samples"].columns:
        raise ValueError(f"no column {col_name}")
    return data["samples"].index[data["samples"][col_name] == value].tolist()
