def samples_in(data, col_name, value):
    found = data["samples"].index[data["samples"][col_name] == value].tolist()
    return found or None
