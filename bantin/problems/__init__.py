"""Problems of a site: codes, and messages in Vietnamese and English."""

from bantin.problems.problem import BuildFailed, Entry, Problem, Severity, catalogue, errors, problem, set_of

__all__ = ["BuildFailed", "Entry", "Problem", "Severity", "catalogue", "errors", "problem", "set_of"]
