"""Kinds of content: the front matter and the record of each."""
