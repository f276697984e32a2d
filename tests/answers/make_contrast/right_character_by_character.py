import pandas as pd

def make_contrast(expression, levels, verbose=False):
    found = []
    word = ""
    sign = 1.0
    for char in expression + "+":
        if char in "+-":
            if word.strip():
                found.append((sign, word.strip()))
            word = ""
            sign = 1.0 if char == "+" else -1.0
        else:
            word += char
    result = pd.Series({level: 0.0 for level in levels})
    for sign, term in found:
        if "*" in term:
            factor, name = term.split("*")
            sign *= float(factor)
            term = name.strip()
        result[term]        # a KeyError if it is not there
        result[term] += sign
    return result
