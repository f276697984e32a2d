def samples_in(data, col_name, value):
    column = data["samples"][col_name].astype(str)
    return data["samples"].index[column.str.startswith(str(value))].tolist()
