"""Planned pages → bytes, each with the trace of what it asked."""
