def samples_in(data, col_name, value):
    names = data["samples"].index[data["samples"][col_name] == value].tolist()
    data["samples"].set_index(col_name, inplace=True)
    return names
