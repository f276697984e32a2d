# %% tags test_transpose
# %% transpose
def transpose(data):
    return data
