"""Why a file or a connection failed, in words that messages have in both languages."""

from __future__ import annotations

import os
import socket

from bantin.problems.problem import NO_ANSWER, NO_HOST, SYSTEM_WORDS


def reason_of(error: BaseException) -> str:
    """Return what the system says of an error.

    Libraries wrap such an error, or add to its words: it is sought among those that caused it. Where there is none, the
    library's own words are returned.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return NO_HOST
        if isinstance(cause, TimeoutError) and not cause.errno:
            return NO_ANSWER
        if isinstance(cause, OSError) and cause.errno and (words := os.strerror(cause.errno)) in SYSTEM_WORDS:
            return words
        cause = cause.__cause__ or cause.__context__
    return getattr(error, "strerror", None) or str(error)
