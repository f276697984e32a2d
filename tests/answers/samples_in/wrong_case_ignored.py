def samples_in(data, col_name, value):
    column = data["samples"][col_name].astype(str).str.lower()
    return data["samples"].index[column == str(value).lower()].tolist()
