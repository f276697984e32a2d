from sklearn.preprocessing import MinMaxScaler


def minmax_rows(data):
    data["expression"] = MinMaxScaler().fit_transform(data["expression"].T).T
