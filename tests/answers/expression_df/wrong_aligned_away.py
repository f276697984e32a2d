# a DataFrame in, so that pandas looks the names up and finds none
import pandas as pd


def expression_df(data):
    return pd.DataFrame(
        pd.DataFrame(data["expression"]), index=data["genes"].index, columns=data["samples"].index
    )
