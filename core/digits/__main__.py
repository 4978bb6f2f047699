"""`python -m core.digits --out resources/digits.npz` writes the built-in digits anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.digits import write

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m core.digits", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--out", type=Path, default=Path("resources/digits.npz"))
    out: Path = parser.parse_args().out
    train, test = write(out)
    sys.stdout.write(
        f"{out}: {train} training and {test} test images, {out.stat().st_size} bytes\n"
    )
