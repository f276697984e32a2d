"""Full notebooks in the browser: JupyterLite, with the same Python and the same wheels as live cells.

JupyterLite itself knows nothing of the lessons: ``make lite`` builds it once, from the pinned packages of
``requirements.lock``, in an environment of its own (JupyterLab's extensions of another environment would
leave its pages blank). The book's build writes the notebooks.
"""

from pathlib import Path

LITE = "lite"
"""Where a site has its notebooks."""

APP = Path("_build/lite/app")
"""Where ``make lite`` leaves JupyterLite."""
