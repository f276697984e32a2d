from sklearn.preprocessing import StandardScaler


def zscore_rows(data):
    n = data["expression"].shape[1]
    z = StandardScaler().fit_transform(data["expression"].T).T
    data["expression"] = z * ((n - 1) / n) ** 0.5
