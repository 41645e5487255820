"""What the operating system gives: paths, file types, stats and fingerprints of files, worker processes."""
