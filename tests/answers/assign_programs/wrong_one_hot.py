import numpy as np

def assign_programs(h):
    return (h == h.max(axis=0)).astype(int)
