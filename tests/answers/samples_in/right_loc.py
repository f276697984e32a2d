def samples_in(data, col_name, value):
    return list(data["samples"].loc[data["samples"][col_name] == value].index)
