"""What a build leaves the next one, and from what has changed since then to the pages that can be stale."""
