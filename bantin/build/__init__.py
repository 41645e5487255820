"""The incremental build: from what has changed to a published site."""
