"""The unit of systemd in `docs/counter.md`: how far the service is shut in, and that it works so."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.builder import PROJECT
from tests.counter.running import Service
from tests.programs import need_program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's"),
]
TENTHS = 29
"""`systemd-analyze security` goes from 0 (shut in) to 100 (open)."""
_SET_MDWE, _REFUSE_EXEC_GAIN = 65, 1
"""`prctl(2)`."""


def unit() -> str:
    """Return the unit as it stands in the documentation."""
    found = re.search(r"```ini\n(\[Unit\]\n.*?)```", (PROJECT / "docs/counter.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_service_is_shut_in(tmp_path: Path) -> None:
    file = tmp_path / "bantin-counter.service"
    file.write_text(unit(), "utf-8")
    command = [need_program("systemd-analyze"), "security", "--no-pager", "--offline=true", f"--threshold={TENTHS}"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Unknown" not in done.stderr


def test_it_lives_where_no_memory_is_both_written_and_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`MemoryDenyWriteExecute=yes`, by the kernel's own means."""
    assert "MemoryDenyWriteExecute=yes" in unit()
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    command = [
        sys.executable,
        "-c",
        f"import ctypes, sys; sys.exit(ctypes.CDLL(None).prctl({_SET_MDWE}, 1, 0, 0, 0) != 0)",
    ]
    if subprocess.run(command, check=False).returncode:
        pytest.skip("a kernel before Linux 6.3")
    real = subprocess.Popen

    def shut_in(*arguments: object, **options: object) -> subprocess.Popen[str]:
        return real(*arguments, preexec_fn=lambda: prctl(_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0), **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", shut_in)
    with Service(root) as service:
        monkeypatch.undo()
        assert service.client.post().figures == (1, 1, 1)
        assert service.stop() == 0
