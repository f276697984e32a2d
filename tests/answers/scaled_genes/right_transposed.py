def scaled_genes(values):
    flipped = values.T
    return ((flipped - flipped.mean()) / flipped.std()).fillna(0).T
