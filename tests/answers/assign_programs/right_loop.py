def assign_programs(h):
    labels = []
    for gene in range(h.shape[1]):
        column = list(h[:, gene])
        labels.append(column.index(max(column)) if sum(column) > 0 else -1)
    return labels
