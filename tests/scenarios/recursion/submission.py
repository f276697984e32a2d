# %% transpose
def transpose(data):
    return transpose(data)
