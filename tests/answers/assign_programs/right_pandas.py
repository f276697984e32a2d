import pandas as pd

def assign_programs(h):
    table = pd.DataFrame(h)
    return table.idxmax().where(table.sum() > 0, -1)
