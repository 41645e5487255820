"""Numbers and file sizes in the notation of each language."""

from __future__ import annotations


def number_vi(value: int) -> str:
    """Return `108.004`."""
    return f"{value:,}".replace(",", ".")


def number_en(value: int) -> str:
    """Return `108,004`."""
    return f"{value:,}"


def number_in(language: str, value: int) -> str:
    """Return a number in the notation of `language`, `vi` or `en`."""
    return number_vi(value) if language == "vi" else number_en(value)


def filesize_vi(value: int) -> str:
    """Return `1,2 MB` for a number of bytes."""
    return filesize_en(value).replace(".", ",")


def filesize_en(value: int) -> str:
    """Return `1.2 MB` for a number of bytes; 1 MB is 1,000 KB."""
    size = float(value)
    for unit, digits in (("B", 0), ("KB", 0), ("MB", 1)):
        if round(size, digits) < 1000:  # noqa: PLR2004 - SI units
            return f"{size:.{digits}f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
