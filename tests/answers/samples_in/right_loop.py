def samples_in(data, col_name, value):
    found = []
    for name, entry in zip(data["samples"].index, data["samples"][col_name]):
        if entry == value:
            found.append(name)
    return found
