"""The course's data: simulated twins with a known truth, and the real data on request.

Real data come from their public address into a local cache, or from the folder that the environment
variable ``COURSE_DATA`` names. Their sha256 is checked before anything is read from them.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .data_model import ExpressionData, from_pd
from .simulation import simulate_hspc

__all__ = ["DataUnavailable", "fetch_hspc", "fetch_yeast", "simulate_hspc"]

CACHE = "gene-expression-course"
UPSTREAM = "https://raw.githubusercontent.com/shambam/R_programming_1/main/"


class DataUnavailable(OSError):
    """Real data could not be had, or are not what they should be. The message says what to do."""


@dataclass(frozen=True)
class SourceFile:
    """A file of real data: its name, and the sha256 of its (unpacked) content."""

    name: str
    sha256: str

    def read(self, path: Path) -> io.BytesIO:
        """Content of `path`, unpacked and checked."""
        try:
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise DataUnavailable(f"{path} cannot be read: {error}. Get the file again") from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DataUnavailable(
                f"{path} is not the file that the course was written for (its sha256 differs): "
                "it may be damaged or another version. Remove it and get it again"
            )
        return io.BytesIO(content)


HSPC = SourceFile(
    "Mouse_HSPC_reduced.txt", "74399911168c8a661e8930f8e7053d58196690c6c4511544fe4645b582470962"
)
# The same table cut by population, columns side by side in this order.
HSPC_PARTS = (
    SourceFile(
        "LTHSC_data.txt.gz", "6960204786be683afdb5e5d60d3c09836bfaf0b403fe4db477bef31e125c1cb4"
    ),
    SourceFile(
        "MEP_data.txt.gz", "a10de865d9e4f58333057f7b8ae616b36b64d0a47efeb5d77c055eda6f5a03e4"
    ),
    SourceFile(
        "GMP_data.txt.gz", "82f0f64192e2428e21e03ed6fa38ec520735d006cc604b4d1dea85d4208a2f95"
    ),
)
YEAST = SourceFile(
    "Spellman_Yeast_Cell_Cycle.tsv",
    "220e4689e21308183022c20cbe6b67bf076df82a9e7b866b027e014ff4d4afaa",
)


def fetch_hspc() -> ExpressionData:
    """Single cells of three mouse blood stem and progenitor populations: the real data.

    Returns
    -------
    ExpressionData
        4,170 genes × 150 cells, log2-like values from 0 to 15.7. ``samples`` has the column
        ``population``: 50 cells each of LTHSC (long-term haematopoietic stem cells), MEP
        (megakaryocyte–erythroid progenitors) and GMP (granulocyte–monocyte progenitors).

    Raises
    ------
    DataUnavailable
        If there is no network, a file is not in the folder ``COURSE_DATA``, or it is damaged.

    Notes
    -----
    The first call downloads 7.5 MB and keeps it in a cache. With ``COURSE_DATA`` set to a folder,
    ``Mouse_HSPC_reduced.txt``, or else its parts ``LTHSC_data.txt.gz``, ``MEP_data.txt.gz`` and
    ``GMP_data.txt.gz``, are read from there. The data come from the course that this one builds
    on, which states neither their origin nor a licence.
    """
    if (folder := _course_folder()) is None:
        return _with_populations(_read_table(HSPC.read(_download(HSPC))))
    if (folder / HSPC.name).exists():
        return _with_populations(_read_table(HSPC.read(folder / HSPC.name)))
    missing = [part.name for part in HSPC_PARTS if not (folder / part.name).exists()]
    if missing:
        raise DataUnavailable(
            f"the folder COURSE_DATA ({folder}) holds neither {HSPC.name} nor all of its parts: "
            f"{', '.join(missing)} not found. Put them there, or unset COURSE_DATA to download"
        )
    parts = [_read_table(part.read(folder / part.name)) for part in HSPC_PARTS]
    return _with_populations(pd.concat(parts, axis=1))


def fetch_yeast() -> ExpressionData:
    """Yeast through two cell cycles: the real data.

    Returns
    -------
    ExpressionData
        256 genes × 16 time points T1 … T16: log ratios, not scaled by gene.

    Raises
    ------
    DataUnavailable
        If there is no network, the file is not in the folder ``COURSE_DATA``, or it is damaged.

    Notes
    -----
    The first call downloads 25 kB and keeps them in a cache. The selection of genes is that of the
    course that this one builds on, which states no licence; the measurements are Spellman's [1]_.

    References
    ----------
    .. [1] P. T. Spellman et al., "Comprehensive identification of cell cycle-regulated genes of
       the yeast Saccharomyces cerevisiae by microarray hybridization", Mol. Biol. Cell 9, 1998,
       doi:10.1091/mbc.9.12.3273.
    """
    folder = _course_folder()
    path = _download(YEAST) if folder is None else folder / YEAST.name
    return from_pd(_read_table(YEAST.read(path)))


def _course_folder() -> Path | None:
    folder = os.environ.get("COURSE_DATA")
    return Path(folder).expanduser() if folder else None


def _read_table(content: io.BytesIO) -> pd.DataFrame:
    return pd.read_csv(content, sep="\t", index_col=0).rename_axis(index="gene", columns="sample")


def _with_populations(expr: pd.DataFrame) -> ExpressionData:
    data = from_pd(expr)
    samples = data["samples"]
    samples["population"] = [name.partition(".")[0] for name in samples.index]
    return data


def _download(file: SourceFile, base: str = UPSTREAM, cache: Path | None = None) -> Path:
    """Path of the file in the cache, after downloading it where necessary.

    pooch writes to a temporary file and moves it into the cache only when its sha256 is right, so
    that an interrupted download leaves nothing behind.
    """
    if sys.platform == "emscripten":
        return _load_into_browser(file, base)
    try:
        import pooch

        path = pooch.retrieve(
            base + file.name,
            known_hash=f"sha256:{file.sha256}",
            fname=file.name,
            path=cache or pooch.os_cache(CACHE),
            progressbar=True,
        )
    except Exception as error:  # the network fails in many ways, each with a class of its own
        raise DataUnavailable(
            f"{file.name} could not be downloaded from {base} ({error}). Check the network; or "
            "get the file another way and set the environment variable COURSE_DATA to its folder; "
            "or work with simulated data (simulate_hspc), which need no download"
        ) from error
    return Path(path)


def _load_into_browser(file: SourceFile, base: str) -> Path:
    """Path of the file in the browser's own file system, where pooch cannot open a connection.

    The request is the browser's, which a host may refuse to pages of other hosts.
    """
    from js import XMLHttpRequest

    path = Path(tempfile.gettempdir()) / file.name
    if path.exists():
        return path
    try:
        request = XMLHttpRequest.new()
        request.open("GET", base + file.name, False)
        request.responseType = "arraybuffer"
        request.send()
        if request.status != 200:
            raise OSError(f"the host answers {request.status}")
        content = request.response.to_bytes()
    except Exception as error:
        raise DataUnavailable(
            f"{file.name} could not be loaded into the browser from {base} "
            f"({str(error).splitlines()[0]}); work with simulated data (simulate_hspc), or run the "
            "course on your own machine, where COURSE_DATA can name a folder with the file"
        ) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise DataUnavailable(
            f"what {base} gives as {file.name} is not the file that the course was written for"
        )
    path.write_bytes(content)
    return path
