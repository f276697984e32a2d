def consensus_matrix(labelings):
    runs = [list(run) for run in labelings]
    n = len(runs[0])
    matrix = [[0.0] * n for _ in range(n)]
    for run in runs:
        for i in range(n):
            for j in range(n):
                if run[i] == run[j]:
                    matrix[i][j] += 1 / len(runs)
    return matrix
