# a set has no order
def samples_in(data, col_name, value):
    return set(data["samples"].index[data["samples"][col_name] == value])
