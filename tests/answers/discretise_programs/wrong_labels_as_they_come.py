import numpy as np
from sklearn.cluster import KMeans

def discretise_programs(usage):
    return np.column_stack([KMeans(3, n_init=10, random_state=0).fit_predict(v[:, None]) - 1 for v in usage.T])
