import pandas as pd

def cross_moments(states):
    table = pd.DataFrame(states)
    return table.mean(), table.T @ table / len(table)
