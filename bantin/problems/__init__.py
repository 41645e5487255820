"""Problems of a site: codes, and messages in Vietnamese and English."""

from bantin.problems.problem import (
    NO_ANSWER,
    NO_HOST,
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
    "NO_ANSWER",
    "NO_HOST",
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
