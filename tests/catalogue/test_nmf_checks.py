"""Lesson 9: what the checks compare with, and what they leave free."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import NMF

import functions
from autograder.catalogue import LESSONS
from autograder.judge import judge
from autograder.verdict import Status

if "nmf" not in LESSONS:
    pytest.skip("lesson 9 is not in the list of lessons yet", allow_module_level=True)

from autograder.catalogue.nmf import consensus_matrix, nmf, normalise_programs, top_genes
from autograder.catalogue.nmf.factors import mixed_programs


def misconception(exercise, id):
    return next(one.implementation for one in exercise.misconceptions if one.id == id)


def not_right(exercise, answer, seed="self-check"):
    return [c.name for c in judge(exercise, answer, seed).checks if c.status is not Status.RIGHT]


@pytest.mark.filterwarnings("ignore:Maximum number of iterations")
@pytest.mark.parametrize("seed", range(5))
def test_the_fit_to_compare_with_is_scikit_learns(seed):
    x = mixed_programs(np.random.default_rng(seed), 24, 16, 3)
    ours = min(functions.nmf(x, 3, seed=start)[2][-1] for start in range(3))
    models = [NMF(3, init="random", random_state=s, max_iter=500, tol=1e-6) for s in range(3)]
    models += [NMF(3, max_iter=500)]
    theirs = min(model.fit(x).reconstruction_err_ for model in models)
    assert ours == pytest.approx(theirs, rel=5e-3)
    assert ours > 0.05 * np.linalg.norm(x)


@pytest.mark.parametrize("seed", range(5))
def test_updates_from_old_values_make_the_error_rise(seed):
    x = mixed_programs(np.random.default_rng(seed), 20, 12, 3) * 20
    errors = misconception(nmf, "N11")(x, 3, n_iter=60)[2]
    assert np.diff(errors).max() > 1e-3 * errors[0]


def test_the_fit_of_an_svd_is_better_but_has_negative_values():
    x = mixed_programs(np.random.default_rng(0), 20, 12, 3)
    w, h, errors = misconception(nmf, "N7")(x, 3)
    assert errors[-1] == pytest.approx(np.linalg.norm(x - w @ h))
    assert errors[-1] < functions.nmf(x, 3)[2][-1]
    assert not_right(nmf, misconception(nmf, "N7"))


def test_any_order_and_scale_of_the_programs_is_right():
    def other_order_and_scale(x, k, n_iter=500, seed=0):
        w, h, errors = functions.nmf(x, k, n_iter, seed)
        scale = np.arange(1.0, k + 1)
        return w[:, ::-1] * scale, h[::-1] / scale[:, None], errors.tolist()

    assert not_right(nmf, other_order_and_scale) == []


def test_an_error_that_rises_by_rounding_is_no_rise():
    def shaken(x, k, n_iter=500, seed=0):
        w, h, errors = functions.nmf(x, k, n_iter, seed)
        return w, h, errors * (1 + 1e-11 * (-1.0) ** np.arange(n_iter + 1))

    assert not_right(nmf, shaken) == []


def test_errors_of_another_run_are_seen():
    def of_another_seed(x, k, n_iter=500, seed=0):
        w, h, _ = functions.nmf(x, k, n_iter, seed)
        return w, h, functions.nmf(x, k, n_iter, seed + 1)[2]

    assert "errors[i] is the norm of x − w h after i iterations" in not_right(nmf, of_another_seed)


def test_the_words_of_the_error_are_free():
    def terse(x, k, n_iter=500, seed=0):
        if np.min(x) < 0:
            raise ValueError
        return functions.nmf(x, k, n_iter, seed)

    assert not_right(nmf, terse) == []


def test_where_a_program_of_zeros_is_put_is_left_free():
    def zeros_last(w, h):
        empty = (h == 0).all(axis=1)
        new_w, new_h = functions.normalise_programs(w[:, ~empty], h[~empty])
        return np.hstack([new_w, w[:, empty]]), np.vstack([new_h, h[empty]])

    assert not_right(normalise_programs, zeros_last) == []


@pytest.mark.parametrize("form", [list, np.ndarray])
def test_names_in_whichever_container_are_taken(form):
    def choosy(h, gene_names, n=10):
        if not isinstance(gene_names, form):
            raise TypeError("another container, please")
        return functions.top_genes(h, gene_names, n)

    assert not_right(top_genes, choosy) == []


def test_the_consensus_is_one_minus_the_hamming_distance(rng):
    runs = rng.integers(0, 4, size=(9, 12))
    hamming = squareform(pdist(runs.T, "hamming"))
    np.testing.assert_allclose(misconception(consensus_matrix, "N62")(runs), hamming, atol=1e-12)
    np.testing.assert_allclose(consensus_matrix.reference(runs), 1 - hamming, atol=1e-12)
