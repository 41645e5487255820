"""Problems of a site: codes, and messages in Vietnamese and English."""

from bantin.problems.problem import (
    MALFORMED,
    NO_ANSWER,
    NO_HOST,
    NO_PASSWORD,
    NO_SENSE,
    BuildFailed,
    Entry,
    Problem,
    Severity,
    catalogue,
    errors,
    problem,
    set_of,
)

__all__ = [
    "MALFORMED",
    "NO_ANSWER",
    "NO_HOST",
    "NO_PASSWORD",
    "NO_SENSE",
    "BuildFailed",
    "Entry",
    "Problem",
    "Severity",
    "catalogue",
    "errors",
    "problem",
    "set_of",
]
