def propose_move(labels, k, rng):
    return rng.integers(len(labels)), rng.integers(k)
