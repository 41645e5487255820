"""Pictures and attachments: facts, renditions and HTML.

`pictures`, `attachments` and `tags` define facts, names, sizes and HTML. `facts` reads each file once, with `inspect`,
`svg` and its helpers, and `animations`. `make_renditions` makes what is missing of pictures, `cache` keeps it. Pillow
and pypdf are imported only when a file is opened.
"""
