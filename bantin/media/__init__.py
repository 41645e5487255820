"""Pictures and attachments: what is known of each, what is made of it, and what of it is published.

`pictures`, `attachments` and `tags` are pure: facts, names, sizes and HTML. `looks` finds the facts, each file once
(`reading`, with `svg` and its helpers, and `animations`). `plan` tells from the records of pages which files the site
needs; `making` makes those that are made, and `cache` keeps them. Pillow and pypdf are loaded where a file is opened,
never before.
"""
