def energy(labels, dist_matrix, k):
    total = 0.0
    n = len(labels)
    for i in range(n):
        for j in range(n):
            if i != j and labels[i] == labels[j]:
                total += dist_matrix[i, j]
    return total / k
