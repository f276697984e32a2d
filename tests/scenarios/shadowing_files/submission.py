# %% transpose
def transpose(data):
    return data
