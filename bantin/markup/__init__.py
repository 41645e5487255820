"""Markdown → safe HTML with headings, links resolved and checked.

The entry point is `rendering.Markup`. A text goes through `dialect`, which is Python-Markdown with the parsers of this
package: `blocks` divides it (`containers`, `leaves`, `tables`, `definitions`, `callouts`), `inlines` reads what is in
the blocks (`items`, `emphasis`, `links`, `raw_html`), `attribute_lists` and `figures` work on the tree, `references`
resolves its links, `serialize` writes it. `safety` (nh3) sanitizes what has HTML of the editor's.
"""
