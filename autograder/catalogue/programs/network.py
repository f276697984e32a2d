"""Moments of the model: all states, one after the other."""

from __future__ import annotations

import itertools
import math

import numpy as np

import functions
from autograder.catalogue.programs.moments import read_moments
from autograder.compare import expect, expect_close, expect_conduct
from autograder.exercise import Call, exercise

exact_moments = exercise(
    "exact_moments",
    lesson="programs",
    points=5,
    reference=functions.exact_moments,
    needs=["cross_moments"],
)


def _network(rng: np.random.Generator, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Couplings of both signs, symmetric with an empty diagonal, and fields."""
    j = np.triu(rng.choice([-1, 1], size=(k, k)) * rng.uniform(0.3, 1.0, (k, k)), 1)
    return j + j.T, rng.choice([-1, 1], size=k) * rng.uniform(0.2, 0.9, k)


def brute_force(j: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """State by state, pair by pair."""
    k, total = len(h), 0.0
    mean, product = np.zeros(k), np.zeros((k, k))
    for state in itertools.product((-1, 0, 1), repeat=k):
        exponent = sum(h[a] * state[a] for a in range(k))
        exponent += sum(j[a, b] * state[a] * state[b] for a in range(k) for b in range(a))
        weight = math.exp(exponent)
        total += weight
        mean += weight * np.array(state)
        product += weight * np.outer(state, state)
    return mean / total, product / total


@exact_moments.check("a mean (k,) and a correlation (k, k)", points=0.5)
def two_moments(call: Call, rng: np.random.Generator) -> None:
    for k in (3, 2):
        mean, correlation = read_moments(call(*_network(rng, k)), k)
        expect(
            bool((np.abs(mean) <= 1).all() and (np.abs(correlation) <= 1).all()),
            "states lie between −1 and 1, and so do their means and mean products",
        )
        squares = np.diag(correlation)
        expect(bool((squares > 0).all()), "the mean of s_i², on the diagonal, is above 0")


@exact_moments.check("programs without couplings: each by itself", points=0.75)
def without_couplings(call: Call, rng: np.random.Generator) -> None:
    for k in (1, 3):
        h = rng.uniform(-1.2, 1.2, k)
        mean, correlation = read_moments(call(np.zeros((k, k)), h), k)
        total = 1 + 2 * np.cosh(h)
        expected, squares = 2 * np.sinh(h) / total, 2 * np.cosh(h) / total
        products = np.outer(expected, expected)
        np.fill_diagonal(products, squares)
        what = f"of {k} programs with the fields {np.round(h, 3).tolist()} and no couplings"
        expect_close(mean, expected, f"the mean {what}")
        expect_close(correlation, products, f"the correlation {what}")


@exact_moments.check("two coupled programs", points=0.75)
def two_programs(call: Call, rng: np.random.Generator) -> None:
    for strength in rng.choice([-1, 1]) * rng.uniform(0.4, 1.5, 2) * (1, -1):
        j = np.array([[0, strength], [strength, 0]])
        mean, correlation = read_moments(call(j, np.zeros(2)), 2)
        total = 5 + 4 * np.cosh(strength)
        square = (2 + 4 * np.cosh(strength)) / total
        product = 4 * np.sinh(strength) / total
        what = f"of two programs with a coupling of {strength:.4g} and no fields"
        expect_close(mean, np.zeros(2), f"the mean {what}", atol=1e-9)
        expect_close(correlation, [[square, product], [product, square]], f"the correlation {what}")


@exact_moments.check("the mean state under couplings and fields", points=1.25)
def mean_state(call: Call, rng: np.random.Generator) -> None:
    for k in (3, 5, 4):
        j, h = _network(rng, k)
        mean, _ = read_moments(call(j, h), k)
        expect_close(mean, brute_force(j, h)[0], f"the mean of {k} programs")


@exact_moments.check("the mean products under couplings and fields", points=1.25)
def mean_products(call: Call, rng: np.random.Generator) -> None:
    for k in (3, 5, 4):
        j, h = _network(rng, k)
        _, correlation = read_moments(call(j, h), k)
        expect_close(correlation, brute_force(j, h)[1], f"the correlation of {k} programs")


@exact_moments.check("J and h stay as they were", points=0.5)
def network_untouched(call: Call, rng: np.random.Generator) -> None:
    j, h = _network(rng, 3)
    read_moments(call(j, h), 3)
    expect_conduct(call, j, h)


exact_moments.hints(
    "With k programs there are 3 to the power k states. If you had the weight of each, exp(…), how "
    "would they become probabilities, and these a mean?",
    "`np.array(list(itertools.product([-1, 0, 1], repeat=k)))` has a row for every state. The exponent "
    "of each is half of the sum over s_i J_ij s_j, which counts every pair twice, plus the sum of h_i "
    "s_i. Divide the exponentials by their sum; then weight the states.",
    "S = np.array(list(itertools.product([-1, 0, 1], repeat=len(h)))); e = 0.5 * ((S @ j) * "
    "S).sum(axis=1) + S @ h; p = np.exp(e - e.max()); p = p / p.sum(); return p @ S, "
    "S.T @ (p[:, None] * S).",
)


# ---------------------------------------------------------------- what goes wrong


def _moments(j, h, levels=(-1, 0, 1), pairs=0.5, field=1.0):
    states = np.array(list(itertools.product(levels, repeat=len(h))), dtype=float)
    exponent = pairs * ((states @ j) * states).sum(axis=1) + field * states @ h
    p = np.exp(exponent - exponent.max())
    p /= p.sum()
    return p @ states, states.T @ (p[:, None] * states)


@exact_moments.misconception(
    "M36",
    "Every pair counts twice in yours: sᵀ J s has J_ij and J_ji. That is what the ½ in front of it is "
    "for.",
    sees=two_programs,
)
def pairs_counted_twice(j, h):
    return _moments(j, h, pairs=1.0)


@exact_moments.misconception(
    "M68",
    "Every pair counts half in yours: the ½ is there because sᵀ J s has every pair twice. If you sum "
    "over i < j only, leave the ½ out.",
    sees=two_programs,
)
def pairs_halved_twice(j, h):
    return _moments(j, h, pairs=0.25)


@exact_moments.misconception(
    "M37",
    "Your states are −1 and 1 only, as spins of a magnet. Programs have a middle state too: −1, 0 and "
    "1, so there are 3ᵏ states.",
    sees=without_couplings,
)
def two_states(j, h):
    return _moments(j, h, levels=(-1, 1))


@exact_moments.misconception(
    "M44",
    "Your states are 0, 1 and 2. They are −1, 0 and 1: subtract 1.",
    sees=without_couplings,
)
def states_from_zero(j, h):
    return _moments(j, h, levels=(0, 1, 2))


@exact_moments.misconception(
    "M69",
    "Your states are 0 and 1: on and off. Here they are −1, 0 and 1, so there are 3ᵏ of them.",
    sees=without_couplings,
)
def on_and_off(j, h):
    return _moments(j, h, levels=(0, 1))


@exact_moments.misconception(
    "M38",
    "You took exp(−…): in physics, energy has a minus, and low energy is likely. Here the exponent is "
    "½ sᵀ J s + hᵀ s itself: a positive coupling draws two programs together.",
    sees=without_couplings,
)
def sign_of_the_energy(j, h):
    return _moments(j, h, pairs=-0.5, field=-1.0)


@exact_moments.misconception(
    "M42",
    "Your exponent has no fields: hᵀ s is missing, so no program leans to one side.",
    sees=without_couplings,
)
def fields_left_out(j, h):
    return _moments(j, h, field=0.0)


@exact_moments.misconception(
    "M39",
    "Your weights don't add up to 1. Divide the exponentials by their sum over all states.",
    sees=without_couplings,
)
def not_normalised(j, h):
    states = np.array(list(itertools.product((-1, 0, 1), repeat=len(h))), dtype=float)
    weight = np.exp(0.5 * ((states @ j) * states).sum(axis=1) + states @ h)
    return weight @ states, states.T @ (weight[:, None] * states)


@exact_moments.misconception(
    "M40",
    "You count all states alike: the plain mean over the states, whatever J and h say. Weight every "
    "state by its probability.",
    sees=without_couplings,
)
def all_states_alike(j, h):
    return _moments(0 * j, 0 * h)


@exact_moments.misconception(
    "M41",
    "You return the most likely state. The moments are means over all states, each with its "
    "probability.",
    sees=without_couplings,
)
def most_likely_state(j, h):
    return _moments(1000 * j, 1000 * h)


@exact_moments.misconception(
    "M46",
    "You treat the programs one by one, as if there were no couplings. The state of one changes what "
    "is likely for the others: go through the states of all programs together.",
    sees=two_programs,
)
def one_by_one(j, h):
    return _moments(0 * j, h)


@exact_moments.misconception(
    "M45",
    "You subtracted the product of the means: that is the covariance. The task asks for the mean of s "
    "sᵀ as it is.",
    sees=without_couplings,
)
def mean_subtracted(j, h):
    mean, correlation = _moments(j, h)
    return mean, correlation - np.outer(mean, mean)


@exact_moments.misconception(
    "M70",
    "Your diagonal is 1. The mean of s_i² is the probability that program i is not 0, which is less.",
    sees=without_couplings,
)
def diagonal_of_ones(j, h):
    mean, correlation = _moments(j, h)
    np.fill_diagonal(correlation, 1)
    return mean, correlation


@exact_moments.misconception(
    "M71",
    "You put the fields on the diagonal of J, and so gave the caller's J another diagonal. Add hᵀ s in "
    "the exponent, and leave J as it is.",
    sees=network_untouched,
)
def fields_on_the_diagonal(j, h):
    answer = _moments(j.copy(), h)
    j[np.diag_indices(len(h))] = h
    return answer
