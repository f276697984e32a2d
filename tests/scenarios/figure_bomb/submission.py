# %% transpose
import matplotlib.pyplot as plt
def transpose(data):
    figure, axes = plt.subplots()
    for i in range(100_000): axes.plot([0, 1])
    return figure
