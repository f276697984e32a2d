# %% transpose
def transpose(data):
    x = []
    while True: x.append(bytearray(2**26))
