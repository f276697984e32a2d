# %% transpose
from functions.data_model import transpose
