def samples_in(data, col_name, value):
    table = data["samples"] if col_name in data["samples"] else data["genes"]
    return table.index[table[col_name] == value].tolist()
