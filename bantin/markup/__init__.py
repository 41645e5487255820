"""Markdown → safe HTML with headings, links resolved and checked.

`rendering.Markup` is the entrance. A text goes through `dialect` (Python-Markdown with our extensions), then `safety` (nh3);
`quick` takes the plain blocks of a text past both, to the same bytes. `references` resolves links on the way.
"""
