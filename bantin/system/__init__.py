"""The operating system: paths, file types, safe reading, atomic writing, stats, fingerprints, worker processes."""
