def samples_in(data, col_name, value):
    return list(data["samples"][col_name] == value)
