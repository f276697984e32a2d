def samples_in(data, col_name, value):
    column = data["samples"][col_name].astype(str)
    return data["samples"].index[column.str.contains(str(value), regex=False)].tolist()
