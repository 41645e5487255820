"""Programs of the system that tests drive."""

from __future__ import annotations

import os
import shutil

import pytest


def need_program(*names: str) -> str:
    """Return the path of the first of these programs that is installed.

    Where none is, the test fails in CI and is skipped on other machines; `scripts/test_programs.sh` installs them.
    """
    # Debian keeps servers in /usr/sbin, which is not on the path of users.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    reason = f"{' or '.join(names)} is not installed: bash scripts/test_programs.sh"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
