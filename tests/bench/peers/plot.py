"""Draw what a run under load took: `python plot.py FOLDER` reads figures.json, writes load.png."""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt


def main():
    folder = Path(sys.argv[1])
    rows = json.loads((folder / "figures.json").read_text())["rows"]
    minutes = [row["seconds"] / 60 for row in rows]
    figure, parts = plt.subplots(4, 1, figsize=(9, 9), sharex=True, layout="constrained")
    parts[0].plot(minutes, [100 * row["core"] for row in rows])
    parts[0].set_ylabel("% of a core")
    parts[1].plot(minutes, [row["megabytes"] for row in rows])
    parts[1].set_ylabel("MB (PSS)")
    told = [(row["seconds"] / 60, lag) for row in rows for lag in row["lags"]]
    parts[2].plot([at for at, _ in told], [lag for _, lag in told], ".", markersize=2)
    parts[2].set_ylabel("poll to alert, s")
    parts[3].plot(minutes, [row["stalls"] for row in rows])
    parts[3].set_ylabel("stalls over 50 ms")
    parts[3].set_xlabel("minutes")
    for part in parts:
        part.set_ylim(bottom=0)
        part.grid(alpha=0.3)
    figure.savefig(folder / "load.png", dpi=110)


main()
