"""The clustered heatmap."""

import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.cluster.hierarchy import leaves_list, linkage
from seaborn.matrix import ClusterGrid

from functions import get_top_variable_genes, plot_heatmap, zscore_rows


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_the_grid_shows_genes_as_rows_and_samples_as_columns(small):
    grid = plot_heatmap(small)
    assert isinstance(grid, ClusterGrid)
    assert sorted(grid.data2d.index) == ["Klf1", "Mpo", "Procr"]
    assert sorted(grid.data2d.columns) == ["A.1", "A.2", "B.1", "B.2"]
    assert grid.data2d.loc["Procr", "B.1"] == 5


def test_title_and_labels_are_where_they_belong(small):
    grid = plot_heatmap(small, title="Cells", xlabel="cell", ylabel="gene")
    assert grid.figure.get_suptitle() == "Cells"
    assert grid.ax_heatmap.get_xlabel() == "cell"
    assert grid.ax_heatmap.get_ylabel() == "gene"


def test_without_title_and_labels_the_names_of_the_axes_stay(small):
    small["genes"].index.name = "symbol"
    grid = plot_heatmap(small)
    assert grid.figure.get_suptitle() == ""
    assert grid.ax_heatmap.get_ylabel() == "symbol"


def test_keywords_reach_seaborn(random_data):
    grid = plot_heatmap(random_data, method="ward", col_cluster=False, cmap="magma", vmax=3)
    expected = linkage(random_data["expression"], "ward")
    np.testing.assert_allclose(grid.dendrogram_row.linkage, expected)
    assert grid.dendrogram_row.reordered_ind == list(leaves_list(expected))
    assert grid.dendrogram_col is None
    mesh = grid.ax_heatmap.collections[0]
    assert mesh.get_cmap().name == "magma"
    assert mesh.get_clim()[1] == 3


def test_positional_arguments_reach_seaborn_which_takes_none(small):
    with pytest.raises(TypeError):
        plot_heatmap(small, None)


def test_z_scores_are_those_of_zscore_rows_and_white_at_0(random_data):
    grid = plot_heatmap(random_data, z_score=0)
    mesh = grid.ax_heatmap.collections[0]
    low, high = mesh.get_clim()
    middle = mesh.get_cmap()(mesh.norm(0))
    assert min(middle[:3]) > 0.9
    assert low < 0 < high
    zscore_rows(random_data)
    row = random_data["genes"].index.get_loc(grid.data2d.index[0])
    np.testing.assert_allclose(
        grid.data2d.iloc[0].to_numpy(),
        random_data["expression"][row][grid.dendrogram_col.reordered_ind],
    )


def test_a_given_tree_is_used(random_data):
    tree = linkage(random_data["expression"], "complete")
    grid = plot_heatmap(random_data, row_linkage=tree)
    np.testing.assert_array_equal(grid.dendrogram_row.linkage, tree)


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_the_figure_is_saved_in_the_format_of_the_ending(small, tmp_path, ending, start, kind):
    path = tmp_path / f"heatmap.{ending}"
    plot_heatmap(small, title="Cells", save=kind(path))
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["missing/heatmap.png", "heatmap.xyz", "folder.png"])
def test_a_path_that_cannot_be_written_is_in_the_message(small, tmp_path, name):
    (tmp_path / "folder.png").mkdir()
    path = tmp_path / name
    with pytest.raises(OSError, match=str(path)):
        plot_heatmap(small, save=path)
    assert plt.get_fignums() == []


def test_the_input_is_not_touched(random_data, same_data):
    before = copy.deepcopy(random_data)
    plot_heatmap(random_data, z_score=0)
    same_data(random_data, before)


def test_a_single_gene_or_sample_is_drawn_without_a_tree(build):
    assert plot_heatmap(build([[1, 2, 3]])).dendrogram_row is None
    assert plot_heatmap(build([[1], [2], [3]])).dendrogram_col is None


def test_many_genes_bring_no_warning(rng, build, recwarn):
    plot_heatmap(build(rng.normal(size=(300, 40))))
    assert [str(w.message) for w in recwarn if "fastcluster" in str(w.message)] == []


def test_missing_values_are_refused_with_the_gene_unless_nothing_is_clustered(build):
    data = build([[1, 2], [np.nan, 3]])
    with pytest.raises(ValueError, match="'Gene1' has a missing"):
        plot_heatmap(data)
    with pytest.raises(ValueError, match="'Gene1' has a missing"):
        plot_heatmap(data, row_cluster=False)
    plot_heatmap(data, row_cluster=False, col_cluster=False)


@pytest.mark.parametrize(
    ("z_score", "expression", "name"),
    [(0, [[1, 2], [3, 3]], "gene 'Gene1'"), (1, [[1, 2], [3, 2]], "sample 'S1'")],
)
def test_a_constant_gene_or_sample_has_no_z_score_and_is_named(build, z_score, expression, name):
    with pytest.raises(ValueError, match=f"{name} is constant"):
        plot_heatmap(build(expression), z_score=z_score)


def test_nothing_to_draw_is_refused(build):
    with pytest.raises(ValueError, match="nothing to draw"):
        plot_heatmap(build(np.empty((0, 3))))


def test_the_tree_of_the_real_data_is_that_of_r(hspc, reference):
    grid = plot_heatmap(get_top_variable_genes(hspc), z_score=0, method="ward")
    for dendrogram, what in ((grid.dendrogram_row, "genes"), (grid.dendrogram_col, "samples")):
        expected = reference(f"hspc_hclust_{what}_ward.D2.tsv.gz")["height"].dropna()
        np.testing.assert_allclose(dendrogram.linkage[:, 2], expected, rtol=1e-10)
