def samples_in(data, col_name, value):
    for name, entry in data["samples"][col_name].items():
        if entry == value:
            return [name]
    return []
