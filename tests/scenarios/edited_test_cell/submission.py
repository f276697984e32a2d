# %% test_transpose
1.0
# %% transpose
def transpose(data):
    return data
