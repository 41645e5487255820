"""Faults of the content as coded problems, in Vietnamese and English."""

from bantin.problems.problem import BuildFailed, Entry, Problem, Severity, catalogue, errors, problem, set_of

__all__ = ["BuildFailed", "Entry", "Problem", "Severity", "catalogue", "errors", "problem", "set_of"]
