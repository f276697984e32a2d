import math

def normalise_programs(w, h):
    programs = []
    for j in range(len(h)):
        size = math.sqrt(sum(v * v for v in h[j]))
        row, column = [float(v) for v in h[j]], [float(v) for v in w[:, j]]
        if size:
            row, column = [v / size for v in row], [v * size for v in column]
        programs.append((math.sqrt(sum(v * v for v in column)), column, row))
    programs.sort(key=lambda program: -program[0])
    return [list(cell) for cell in zip(*(p[1] for p in programs))], [p[2] for p in programs]
