# %% first
for _ in range(300_000): print('x' * 200)
# %% transpose
def transpose(data):
    return data
