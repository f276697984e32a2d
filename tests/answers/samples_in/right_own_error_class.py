class NoSuchColumn(KeyError):
    pass


def samples_in(data, col_name, value):
    if col_name not in data["samples"]:
        raise NoSuchColumn(col_name)
    column = data["samples"][col_name].to_numpy()
    return [name for name, hit in zip(data["samples"].index, column == value) if hit]
