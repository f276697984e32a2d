from collections import Counter

import numpy as np
import pandas as pd


def check_data_model(data):
    def fail(*words):
        raise ValueError(" ".join(str(word) for word in words))

    for key in ("genes", "samples", "expression"):
        if data.get(key) is None:
            fail("there is no", key)
    if not isinstance(data["expression"], np.ndarray) or data["expression"].ndim != 2:
        fail("expression must be a matrix")
    if not np.can_cast(data["expression"].dtype, complex):
        fail("expression must be numeric")
    for key, axis in (("genes", 0), ("samples", 1)):
        if not isinstance(data[key], pd.DataFrame):
            fail(key, "must be a DataFrame")
        if data["expression"].shape[axis] != data[key].shape[0]:
            fail(key, data[key].shape[0], "against", data["expression"].shape[axis])
        name, times = Counter(data[key].index).most_common(1)[0]
        if times > 1:
            fail(name, "occurs", times, "times")
