import pandas as pd

def top_table(fit, coef=0, number=10):
    pick = (lambda frame: frame[coef]) if isinstance(coef, str) else (lambda frame: frame.iloc[:, coef])
    p = pick(fit["p_value"])
    ranked = sorted(p.index, key=lambda gene: p[gene])
    m = len(ranked)
    adjusted, smallest = {}, 1.0
    for rank in range(m, 0, -1):
        gene = ranked[rank - 1]
        smallest = min(smallest, p[gene] * m / rank)
        adjusted[gene] = smallest
    rows = [
        {"gene": g, "log_fc": pick(fit["coefficients"])[g], "ave_expr": fit["ave_expr"][g], "t": pick(fit["t"])[g],
         "p_value": p[g], "adj_p_value": adjusted[g], "b": pick(fit["b"])[g]}
        for g in ranked[:number]
    ]
    return pd.DataFrame(rows).set_index("gene")
