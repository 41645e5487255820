"""The allow-list for drawings: elements, attributes, properties and functions of CSS."""

from __future__ import annotations

# fmt: off
ELEMENTS = frozenset({
    "svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "textPath", "image", "linearGradient", "radialGradient", "stop",
    "clipPath", "mask", "pattern", "marker", "style", "filter", "feBlend", "feColorMatrix",
    "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
    "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur",
    "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight",
    "feTile", "feTurbulence",
})
INVISIBLE_ELEMENTS = frozenset({"metadata", "view", "cursor"})
"""Invisible elements of drawing programs: removed without a warning."""
WRAPPERS = frozenset({"a"})
"""Removed, but not their contents."""
VISIBLE_NAMESPACES = frozenset({"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"})
"""Other namespaces that browsers show within a drawing: removed with a warning."""

PLAIN_ATTRIBUTES = frozenset({
    "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "d", "dx", "dy", "width",
    "height", "points", "pathLength", "viewBox", "preserveAspectRatio", "version", "rotate", "lengthAdjust",
    "textLength", "startOffset", "method", "spacing", "side", "offset", "gradientUnits", "gradientTransform",
    "spreadMethod", "patternUnits", "patternContentUnits", "patternTransform", "clipPathUnits", "maskUnits",
    "maskContentUnits", "markerUnits", "markerWidth", "markerHeight", "refX", "refY", "orient", "filterUnits",
    "primitiveUnits", "type", "values", "mode", "operator", "k1", "k2", "k3", "k4", "stdDeviation", "edgeMode",
    "radius", "scale", "seed", "baseFrequency", "numOctaves", "stitchTiles", "order", "kernelMatrix", "divisor",
    "bias", "targetX", "targetY", "preserveAlpha", "surfaceScale", "diffuseConstant", "specularConstant",
    "specularExponent", "limitingConeAngle", "azimuth", "elevation", "z", "pointsAtX", "pointsAtY", "pointsAtZ",
    "xChannelSelector", "yChannelSelector", "tableValues", "slope", "intercept", "amplitude", "exponent",
    "systemLanguage", "transform",
})
"""Attributes with numbers and keywords."""
NAMING_ATTRIBUTES = frozenset({"id", "class", "in", "in2", "result"})
"""Attributes with names that the drawing defines."""
STYLE_ATTRIBUTES = frozenset({
    "alignment-baseline", "baseline-shift", "clip", "clip-path", "clip-rule", "color", "color-interpolation",
    "color-interpolation-filters", "color-rendering", "direction", "display", "dominant-baseline", "fill",
    "fill-opacity", "fill-rule", "filter", "flood-color", "flood-opacity", "font-family", "font-size",
    "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight", "image-rendering",
    "isolation", "letter-spacing", "lighting-color", "marker-end", "marker-mid", "marker-start", "mask",
    "mask-type", "mix-blend-mode", "opacity", "overflow", "paint-order", "shape-rendering", "stop-color",
    "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "text-decoration", "text-overflow",
    "text-rendering", "unicode-bidi", "vector-effect", "visibility", "word-spacing", "writing-mode",
})
"""Presentation attributes, with values of CSS (SVG 2, section 6.6)."""

PROPERTIES = STYLE_ATTRIBUTES | {
    "background", "background-color", "color-scheme", "cx", "cy", "font", "font-feature-settings",
    "font-kerning", "font-optical-sizing", "font-synthesis", "font-variant-alternates", "font-variant-caps",
    "font-variant-east-asian", "font-variant-ligatures", "font-variant-numeric", "font-variant-position",
    "font-variation-settings", "glyph-orientation-vertical", "height", "line-height", "marker", "r", "rx", "ry",
    "text-align", "text-decoration-color", "text-decoration-line", "text-decoration-style",
    "text-decoration-thickness", "text-indent", "text-orientation", "text-shadow", "text-transform",
    "transform", "transform-box", "transform-origin", "white-space", "width", "x", "y",
}
INVISIBLE_PROPERTIES = frozenset({
    "block-progression", "color-profile", "cursor", "enable-background", "inline-size", "line-increment",
    "pointer-events", "shape-inside", "shape-margin", "shape-padding", "shape-subtract", "solid-color",
    "solid-opacity", "text-align-last", "user-select",
})
"""Properties of drawing programs without effect in browsers."""
LINKING_PROPERTIES = frozenset({
    "clip-path", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start", "mask", "stroke",
})
"""Properties that may refer to a part of the drawing: `url(#shade)`."""
TEXT_PROPERTIES = frozenset({"font", "font-family", "font-feature-settings", "font-variation-settings"})
"""Properties whose values may contain quoted text."""
FACE_DESCRIPTORS = frozenset({"font-display", "font-family", "font-stretch", "font-style", "font-weight"})
FUNCTIONS = frozenset({
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark",
    "var", "calc", "min", "max", "clamp", "matrix", "translate", "translatex", "translatey", "scale", "scalex",
    "scaley", "rotate", "skew", "skewx", "skewy", "blur", "brightness", "contrast", "drop-shadow", "grayscale",
    "hue-rotate", "invert", "opacity", "saturate", "sepia", "rect", "inset", "circle", "ellipse", "polygon",
})
"""Functions of CSS that only compute values."""
# fmt: on
