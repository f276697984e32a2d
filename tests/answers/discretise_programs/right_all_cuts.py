import numpy as np
import pandas as pd

def sse(v):
    return ((v - v.mean()) ** 2).sum()

def discretise_programs(usage):
    out = {}
    for j, v in enumerate(usage.T):
        s = np.sort(v)
        n = len(s)
        cuts = [(sse(s[:a]) + sse(s[a:b]) + sse(s[b:]), s[a], s[b])
                for a in range(1, n - 1) for b in range(a + 1, n) if s[a - 1] < s[a] and s[b - 1] < s[b]]
        _, low, high = min(cuts)
        out[j] = (v >= low).astype(int) + (v >= high).astype(int) - 1
    return pd.DataFrame(out)
