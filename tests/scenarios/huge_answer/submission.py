# %% transpose
def transpose(data):
    return {**data, 'expression': np.zeros((10**4, 10**4))}
