"""Lesson 4, heatmaps: a clustered heatmap of one's own, around seaborn's.

Misconceptions that MISCONCEPTIONS.md doesn't have: P1 samples as rows, P2 numbers without names,
P3 nothing returned, P4 the title on a panel, P5 keywords swallowed, P6 a default that collides with
the caller's keyword, P7 a failed save passed over, P8 z-scores whatever the caller says, P9 nothing
saved, P10 labels on the colour bar, P11 the figure returned, P12 a default that beats the caller,
P13 a failure that doesn't say where, P14 x and y exchanged, P15 a tree of one's own that no keyword
reaches, P16 positional arguments swallowed, P17 the axes returned, P18 the title on the colour bar, P19 and
P20 a z-score and a colour map that collide with the caller's. P21 a z-score that beats the caller. Z10 is the z-score in the caller's array.
"""

from autograder.catalogue.heatmaps.mistakes import plot_heatmap

__all__ = ["plot_heatmap"]
