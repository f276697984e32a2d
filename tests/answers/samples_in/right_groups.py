def samples_in(data, col_name, value):
    groups = data["samples"].groupby(col_name, sort=False).groups
    return list(groups.get(value, []))
