def samples_in(data, col_name, value):
    return data["samples"].index[data["samples"][col_name].isin([value])].to_list()
