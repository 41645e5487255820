"""Markdown → safe HTML with headings, links resolved and checked.

The entry point is `rendering.Markup`. A text goes through `dialect` (Python-Markdown with our extensions), then
`safety` (nh3); `quick` converts plain blocks without both, to the same bytes. `references` resolves links.
"""
