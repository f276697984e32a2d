import math

def adjust_bh(pvals):
    """Pure Python: from the largest p-value down."""
    known = sorted(((p, i) for i, p in enumerate(pvals) if not math.isnan(p)), reverse=True)
    m = len(known)
    answer = [float("nan")] * len(pvals)
    smallest = 1.0
    for place, (p, i) in enumerate(known):
        smallest = min(smallest, p * m / (m - place))
        answer[i] = smallest
    return answer
