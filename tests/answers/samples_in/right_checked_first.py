def samples_in(data, col_name, value, verbose=False):
    if col_name not in data["samples"].columns:
        raise KeyError(f"There is no column {col_name}, only {list(data['samples'].columns)}")
    print("looking")
    return [s for s in data["samples"].index if data["samples"].loc[s, col_name] == value]
