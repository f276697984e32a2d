# an array of names in place of a list
def samples_in(data, col_name, value):
    return data["samples"].index.to_numpy()[(data["samples"][col_name] == value).to_numpy()]
