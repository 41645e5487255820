"""Whether anything has changed at all: signatures of files, looked at in a process of its own."""
