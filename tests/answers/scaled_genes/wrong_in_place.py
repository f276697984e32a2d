def scaled_genes(values):
    for gene in values.index:
        row = values.loc[gene]
        values.loc[gene] = (row - row.mean()) / (row.std() or 1)
    return values
