"""Tests of the visit counter, as it is used: real processes, real SQLite and Redis, a real browser."""
