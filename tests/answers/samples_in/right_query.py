def samples_in(data, col_name, value):
    table = data["samples"]
    table[col_name]
    return table.query("`%s` == @value" % col_name).index.tolist()
