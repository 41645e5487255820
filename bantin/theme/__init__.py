"""How a site looks: `[theme]` of the settings → colours, and the emblem in every size that browsers ask for.

`palette` derives the colours, in the space of `oklch`. `emblem` says what is drawn of a logo; `raster` draws it, of the
`shapes` of an SVG drawing, whose lines are `outlines`.
"""
