"""The visit counter: the service that pages ask for their three figures. `docs/counter.md` tells how to run it."""
