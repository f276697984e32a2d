def samples_in(data, col_name, value):
    return data["samples"][data["samples"][col_name] == value]
