def responses_relative_to_control(responses, is_control, batch=None):
    n = len(is_control)
    batch = list(batch) if batch is not None else [None] * n
    rows = []
    for program in responses:
        row = []
        for i in range(n):
            base = [program[c] for c in range(n) if is_control[c] and batch[c] == batch[i]]
            row.append(program[i] - sum(base) / len(base))
        rows.append(row)
    return rows
