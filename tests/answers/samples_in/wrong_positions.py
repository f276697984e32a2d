def samples_in(data, col_name, value):
    return [i for i, v in enumerate(data["samples"][col_name]) if v == value]
