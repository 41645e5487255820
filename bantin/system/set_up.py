"""The environment that `build.py` makes for itself, and what to do when that fails. Needs Python alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from bantin.system.paths import site_language

LOG = "set-up.log"
"""In the environment: all that venv and pip said when it could not be made."""


class _Cause(NamedTuple):
    """A reason why a set-up fails."""

    signs: tuple[str, ...]
    """Any of which venv or pip writes then."""
    vi: str
    en: str


_CAUSES = (
    _Cause(
        ("MATCH THE HASHES",),
        "gói tải về không phải bản đã kiểm tra, nên không cài: kho gói hay máy chủ trung gian đã đổi tệp. Báo cho người"
        " giữ mạng, đừng cài bằng cách khác.",
        "a package is not the one that was checked, so it is not installed: the index, or a proxy, has changed a file."
        " Tell those who run the network, and do not install it in another way.",
    ),
    _Cause(
        ("ensurepip", "No module named venv"),
        "Python của máy thiếu phần venv. Trên Debian, Ubuntu: sudo apt install python3-venv, rồi chạy lại.",
        "this Python lacks its part venv. On Debian or Ubuntu: sudo apt install python3-venv, then run it again.",
    ),
    _Cause(
        ("No space left", "not enough space on the disk", "Disk quota exceeded", "[Errno 28]"),
        "đĩa đã đầy. Dọn ít nhất 300 MB ở ổ có thư mục này rồi chạy lại.",
        "the disk is full. Make room for 300 MB where this folder is, then run it again.",
    ),
    _Cause(
        ("Permission denied", "Read-only file system", "[Errno 13]", "[Errno 30]", "Access is denied"),
        "không có quyền ghi vào {folder}. Xin quyền ghi ở đó, hoặc chép trang tới thư mục của bạn.",
        "{folder} cannot be written to. Get the right to write there, or copy the site to a folder of your own.",
    ),
    _Cause(
        ("ProxyError", "Cannot connect to proxy", "Tunnel connection failed", "407 Proxy"),
        "máy chủ trung gian (proxy) không cho qua. Hỏi người giữ mạng địa chỉ và mật khẩu đúng, rồi chạy:"
        " HTTPS_PROXY=http://TÊN:MẬT_KHẨU@PROXY:CỔNG python3 build.py",
        "the proxy does not let it through. Ask those who run the network for address and password, then run:"
        " HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT python3 build.py",
    ),
    _Cause(
        ("CERTIFICATE_VERIFY_FAILED", "SSLError", "SSLCertVerificationError"),
        "chứng chỉ của kho gói không được tin: mạng cơ quan thường thay chứng chỉ bằng của mình. Xin tệp chứng chỉ gốc"
        " của cơ quan, rồi chạy: PIP_CERT=TỆP.pem python3 build.py",
        "the certificate of the package index is not trusted: office networks often put their own in its place. Ask for"
        " the office's root certificate, then run: PIP_CERT=FILE.pem python3 build.py",
    ),
    _Cause(
        (
            "NewConnectionError",
            "Failed to establish a new connection",
            "name resolution",
            "Name or service not known",
            "getaddrinfo failed",
            "Network is unreachable",
            "No route to host",
            "Connection refused",
            "Connection reset",
            "ConnectTimeout",
            "ReadTimeout",
            "timed out",
            "RemoteDisconnected",
        ),
        "không nối được với kho gói Python. Nối mạng rồi chạy lại. Máy không có mạng: ở máy có mạng, cùng hệ điều hành"
        " và cùng bản Python, chạy: {download} rồi chép thư mục goi sang đây và chạy:"
        " PIP_NO_INDEX=1 PIP_FIND_LINKS=goi python3 build.py",
        "the Python package index cannot be reached. Connect the machine and run it again. Without a network: on one"
        " that has it, with the same system and Python, run: {download} then copy the folder goi here and run:"
        " PIP_NO_INDEX=1 PIP_FIND_LINKS=goi python3 build.py",
    ),
    _Cause(
        ("No matching distribution", "Could not find a version"),
        "kho gói (hoặc thư mục goi) không có gói mà Python {python} trên máy này cần. Dùng Python 3.11 đến 3.14, hoặc"
        " tải lại thư mục goi ở máy cùng hệ điều hành, cùng bản Python.",
        "the package index (or the folder goi) has no package that fits Python {python} on this machine. Use Python"
        " 3.11 to 3.14, or fill the folder goi on a machine with the same system and Python.",
    ),
    _Cause(
        (),
        "cài đặt không xong. Chạy lại; nếu vẫn vậy, gửi tệp nhật ký cho người phụ trách kỹ thuật.",
        "the set-up failed. Run it again; if it stays so, send the log to your engineers.",
    ),
)
_WORDS = {
    "vi": ("đang cài đặt vào {folder}, chỉ một lần…", "Nhật ký: {log}"),
    "en": ("setting up {folder}, this happens once…", "Log: {log}"),
}


def begin(venv: Path, arguments: list[str]) -> str:
    """Return the line that says that a set-up begins."""
    return f"build.py: {_WORDS[_language(venv, arguments)][0].format(folder=venv)}"


def install(venv: Path, locks: tuple[Path, ...], package: Path, arguments: list[str]) -> str:
    """Make `venv` with the packages of `locks`, each checked by its hash; return what to tell people if that fails.

    `package` is compiled. `arguments` are those of the command line, which may name the site.
    """
    python = str(venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    quiet = ["--quiet", "--disable-pip-version-check", "--retries", "2"]
    pip = [python, "-m", "pip", "install", *quiet, "--require-hashes"]
    for step in (
        [sys.executable, "-m", "venv", str(venv)],
        # Without isolation: what builds a package would be fetched unchecked.
        *([*pip, "--no-build-isolation", "--requirement", str(lock)] for lock in locks),
        # Also where Python is told to write no bytecode: compiling at each start takes as long as a build.
        [python, "-m", "compileall", "-q", str(package)],
    ):
        try:
            done = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # noqa: S603
            said, failed = done.stdout.decode(errors="replace"), done.returncode != 0
        except OSError as error:
            said, failed = f"{error}\n", True
        if failed:
            return _told(said, venv, locks, _language(venv, arguments))
    return ""


def explain(said: str, venv: Path, locks: tuple[Path, ...], language: str) -> str:
    """Return cause and remedy for what venv or pip `said`, in `language`."""
    cause = next(one for one in _CAUSES if not one.signs or any(sign in said for sign in one.signs))
    lists = " ".join(f"-r {lock.name}" for lock in locks)
    return str(getattr(cause, language)).format(
        folder=venv,
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        download=f"python3 -m pip download --require-hashes -d goi {lists}",
    )


def _told(said: str, venv: Path, locks: tuple[Path, ...], language: str) -> str:
    text = f"build.py: {explain(said, venv, locks, language)}"
    try:
        (venv / LOG).write_text(said, "utf-8")
    except OSError:
        return f"{text}\n{said}"
    return f"{text} {_WORDS[language][1].format(log=venv / LOG)}"


def _language(venv: Path, arguments: list[str]) -> str:
    """Return the language of the site that the command line names, else of the one beside `venv`."""
    for at, one in enumerate(arguments):
        if one == "--root" and at + 1 < len(arguments):
            return site_language(Path(arguments[at + 1]))
        if one.startswith("--root="):
            return site_language(Path(one.removeprefix("--root=")))
    return site_language(venv.parent)
