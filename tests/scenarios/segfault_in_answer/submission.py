# %% transpose
import ctypes
def transpose(data):
    ctypes.string_at(0)
