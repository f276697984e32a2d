import numpy as np
def adjust_bh(pvals, *, debug=False):
    p = [float(x) for x in pvals]
    known = [x for x in p if x == x]
    m = len(known)
    q = []
    for x in p:
        if x != x:
            q.append(float("nan")); continue
        q.append(min([1.0] + [y * m / sum(z <= y for z in known) for y in known if y >= x]))
    return np.array(q)
