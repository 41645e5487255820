"""The visit counter: the service that gives pages their three figures. `docs/counter.md` says how to run it."""
