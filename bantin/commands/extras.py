"""What a command needs beyond a plain installation: the extras of `pyproject.toml`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import IO, Any

import click

_MODULES = {
    "preview": ("starlette", "uvicorn", "watchdog"),
    "counter": ("crawleruseragents", "httptools", "redis", "uvicorn"),
}
"""Each extra's modules; a test compares them with what the code imports and `pyproject.toml` installs."""
_NAMES = {"crawleruseragents": "crawler-user-agents"}
"""Packages that are not called as their module is."""
_MESSAGES = {
    "vi": "bantin: lệnh này cần thêm thư viện ({missing}), hãy cài: {pip}",
    "en": "bantin: this command needs packages that are not installed ({missing}), install them: {pip}",
}


class MissingExtra(click.ClickException):
    """A command cannot run, because its extra is not installed."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message alone, without click's `Error:`, on standard error unless `file` is given."""
        click.echo(self.message, file=file, err=True)


def require(extra: str, language: str) -> None:
    """Raise `MissingExtra` with a message in `language` unless all modules of `extra` are installed."""
    missing = [name for name in _MODULES[extra] if find_spec(name) is None]
    if missing:
        # By their own names: what an index calls bantin may be anybody's.
        pip = f"python3 -m pip install {' '.join(_NAMES.get(name, name) for name in missing)}"
        raise MissingExtra(_MESSAGES[language].format(missing=", ".join(missing), pip=pip))
