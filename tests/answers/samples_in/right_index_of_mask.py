def samples_in(data, col_name, value):
    samples = data["samples"]
    return samples.index[samples[col_name] == value].tolist()
