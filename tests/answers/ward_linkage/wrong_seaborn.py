import matplotlib.pyplot as plt
import seaborn as sns

def ward_linkage(points):
    grid = sns.clustermap(points, method="ward", col_cluster=False)
    plt.close(grid.figure)
    return grid.dendrogram_row.linkage
