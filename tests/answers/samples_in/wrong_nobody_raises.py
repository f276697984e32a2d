def samples_in(data, col_name, value):
    return data["samples"].groupby(col_name, sort=False).get_group(value).index.tolist()
