#!/usr/bin/env python3
"""Build this site: `python3 build.py [COMMAND]`. Bantin is in the folder `engine/`, or installed by pip."""

import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINE = HERE / "engine" / "build.py"


def main() -> None:
    """Run a command of Bantin for this site."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one may run this
        sys.exit("build.py: Python 3.11 or newer is needed / cần Python 3.11 trở lên.")
    if ENGINE.is_file():
        sys.argv[1:1] = ["--root", str(HERE)]
        runpy.run_path(str(ENGINE), run_name="__main__")
    elif find_spec("bantin"):
        from bantin.__main__ import program

        program(HERE, "build.py")
    else:
        sys.exit(
            "build.py: không thấy Bantin: thiếu thư mục engine/, hoặc chưa cài các gói ghi trong requirements.txt"
            " / Bantin is missing: there is no folder engine/, and what requirements.txt names is not installed."
        )


if __name__ == "__main__":
    main()
