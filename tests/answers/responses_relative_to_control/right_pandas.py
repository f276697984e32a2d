import pandas as pd
import numpy as np

def responses_relative_to_control(responses, is_control, batch=None):
    table = pd.DataFrame(np.asarray(responses).T)
    batch = pd.Series(0, index=table.index) if batch is None else pd.Series(list(batch))
    means = table[np.array(is_control, dtype=bool)].groupby(batch).mean()
    return (table - means.loc[batch].set_axis(table.index)).T
