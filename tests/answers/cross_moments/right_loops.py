def cross_moments(states):
    cells = [list(map(float, cell)) for cell in states]
    n, k = len(cells), len(cells[0])
    mean = [sum(c[i] for c in cells) / n for i in range(k)]
    product = [[sum(c[i] * c[j] for c in cells) / n for j in range(k)] for i in range(k)]
    return mean, product
