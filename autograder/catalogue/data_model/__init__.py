"""Lesson 1: the data dictionary, from a table and back, its rows and its names.

Misconceptions that MISCONCEPTIONS.md doesn't have: D1 values shared with the table, D2 values taken
as they are, D3 tables swapped, D4 names in a column, D5 names without a table, D6 a table without
its names, D7 a table on its side, D8 an answer of True or False, D9 a problem that is only printed,
D10 a KeyError for a missing key, D11 anything with two dimensions taken for an array, D12 half a
check, D13 lengths without order, D14 order lost, D15 genes left whole, D16 a mask taken for
positions, D17 columns taken for rows, D18 the input made into the answer, D19 a mask instead of
names, D20 positions instead of names, D21 a part of a text taken for the whole, D22 names read as
facts, D23 an unknown column answered with nobody, D24 tables not swapped, D25 one view left,
D26 reshaped instead of transposed. Z10 is the shallow copy.
"""

from autograder.catalogue.data_model.frames import expression_df, from_pd
from autograder.catalogue.data_model.model_check import check_data_model
from autograder.catalogue.data_model.selection import samples_in, subset_genes, transpose

__all__ = [
    "check_data_model",
    "expression_df",
    "from_pd",
    "samples_in",
    "subset_genes",
    "transpose",
]
