# %% transpose
def transpose(data):
    x = []
    for _ in range(100_000): x = [x]
    return x
