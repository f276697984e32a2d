# %% transpose
from autograder.compare import Mismatch
from autograder.exercise import Crash, NoAnswer
def transpose(data):
    raise NoAnswer('right')
