def design_matrix(groups):
    levels = groups.drop_duplicates().sort_values()
    return groups.to_frame("g").assign(**{l: groups.eq(l) * 1.0 for l in levels}).drop(columns="g")
