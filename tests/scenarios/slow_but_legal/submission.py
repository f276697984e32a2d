# %% transpose
import time

def transpose(data):
    time.sleep(0.4)
    return {
        'expression': data['expression'].T.copy(),
        'genes': data['samples'].copy(),
        'samples': data['genes'].copy(),
    }
