"""Drawings that would run script, load or lead elsewhere when their own address is opened, and random mixtures of their parts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
RUN = "top.ran=(top.ran||0)+1;new Image().src='/ran'"
"""A script that leaves two traces."""
AWAY = "http://elsewhere.invalid/a"
_RECT = "<rect width='9' height='9'/>"


def drawn(inside: str, attributes: str = "", before: str = "") -> bytes:
    return f'{before}<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" width="40" height="30" {attributes}>{inside}{_RECT}</svg>'.encode()


def _data(text: str, kind: str = "image/svg+xml") -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def _styled(css: str) -> bytes:
    return drawn(f"<style>{css}</style>")


_INNER = f'<svg xmlns="{SVG}"><script>{RUN}</script></svg>'
_XHTML = "http://www.w3.org/1999/xhtml"
_UTF16 = drawn(f"<script>{RUN}</script>", f'onload="{RUN}"').decode()

DRAWINGS: dict[str, bytes] = {
    "script": drawn(f"<script>{RUN}</script>"),
    "script in metadata": drawn(f"<metadata><script>{RUN}</script></metadata>"),
    "script in view": drawn(f"<view><script>{RUN}</script></view>"),
    "script in cursor": drawn(f"<cursor><script>{RUN}</script></cursor>"),
    "script in a foreign element": drawn(f"<i:x xmlns:i='urn:x'><script>{RUN}</script></i:x>"),
    "script in title": drawn(f"<title><script>{RUN}</script></title>"),
    "script in CDATA": drawn(f"<script><![CDATA[{RUN}]]></script>"),
    "script from elsewhere": drawn(f"<script href='{AWAY}.js'/><script xlink:href='{AWAY}.js'/>"),
    "script from data": drawn(f"<script href='{_data(RUN, 'text/javascript')}'/>"),
    "script under another prefix": f'<s:svg xmlns:s="{SVG}"><s:script>{RUN}</s:script></s:svg>'.encode(),
    "script of XHTML": drawn(f"<h:script xmlns:h='{_XHTML}'>{RUN}</h:script>"),
    "script of XHTML in metadata": drawn(f"<metadata><h:script xmlns:h='{_XHTML}'>{RUN}</h:script></metadata>"),
    "script of XHTML in desc": drawn(f"<desc><script xmlns='{_XHTML}'>{RUN}</script></desc>"),
    "picture of XHTML": drawn(f'<h:img xmlns:h="{_XHTML}" src="x:x" onerror="{RUN}"/>'),
    "picture of XHTML in sodipodi": drawn(f'<s:x xmlns:s="urn:s"><h:img xmlns:h="{_XHTML}" src="x:x" onerror="{RUN}"/></s:x>'),
    "frame of XHTML": drawn(f"<h:iframe xmlns:h='{_XHTML}' src=\"javascript:{RUN}\"/>"),
    "stylesheet of XHTML": drawn(f"<h:link xmlns:h='{_XHTML}' rel='stylesheet' href='{AWAY}.css'/>"),
    "refresh of XHTML": drawn(f"<h:meta xmlns:h='{_XHTML}' http-equiv='refresh' content='0;url={AWAY}'/>"),
    "base of XHTML": drawn(f"<h:base xmlns:h='{_XHTML}' href='{AWAY}/'/><use href='#x'/>"),
    "MathML": drawn(f"<m:math xmlns:m='http://www.w3.org/1998/Math/MathML'><m:mi m:href=\"javascript:{RUN}\" onclick=\"{RUN}\">x</m:mi></m:math>"),
    "foreignObject": drawn(f"<foreignObject><h:body xmlns:h='{_XHTML}'><h:script>{RUN}</h:script></h:body></foreignObject>"),
    "foreignObject of an extension": drawn(f'<foreignObject requiredExtensions=""><h:img xmlns:h="{_XHTML}" src="x:x" onerror="{RUN}"/></foreignObject>'),
    "onload": drawn("", f'onload="{RUN}"'),
    "onload, other case": drawn(f'<g ONLOAD="{RUN}" OnLoad="{RUN}"/>'),
    "onload of a nested drawing": drawn(f'<svg onload="{RUN}"><svg onload="{RUN}"/></svg>'),
    "onbegin": drawn(f'<animate attributeName="x" dur="1s" onbegin="{RUN}"/>'),
    "onerror": drawn(f'<image href="x:x" onerror="{RUN}"/>'),
    "onfocus": drawn(f'<g tabindex="0" autofocus="" onfocus="{RUN}"/>'),
    "onload by a prefix": drawn(f'<s:g xmlns:s="{SVG}" s:onload="{RUN}" onload="{RUN}"/>'),
    "an event of XML": drawn(f'<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load" ev:handler="#x"/><handler id="x">{RUN}</handler>'),
    "animate sets href": drawn(f'<a><animate attributeName="href" values="javascript:{RUN}"/><text y="9">x</text></a>'),
    "set sets href": drawn(f'<a id="l"><set attributeName="xlink:href" to="javascript:{RUN}"/></a>'),
    "set sets onload": drawn(f'<set attributeName="onload" to="{RUN}"/>'),
    "set loads a picture": drawn(f'<image href="#"><set attributeName="href" to="{AWAY}.png"/></image>'),
    "link": drawn(f'<a href="javascript:{RUN}"><text y="9">x</text></a><a xlink:href="{AWAY}" target="_top"><text>x</text></a>'),
    "use of a drawing in data": drawn(f'<use href="{_data(_INNER)}#x"/><use xlink:href="{_data(_INNER)}#x"/>'),
    "use from elsewhere": drawn(f'<use href="{AWAY}.svg#b"/><use xlink:href="//elsewhere.invalid/a.svg#b"/><use href="a.svg#b"/>'),
    "picture from elsewhere": drawn(f'<image href="{AWAY}.png" width="9" height="9"/><image xlink:href="a.png" width="9" height="9"/>'),
    "picture from two places": drawn(f'<image href="{AWAY}.png" xlink:href="#" width="9" height="9"/>'),
    "picture that is the file itself": drawn('<image href="#" width="9" height="9"/><image href="" width="9" height="9"/>'),
    "picture that is a drawing": drawn(f'<image href="{_data(_INNER)}" width="9" height="9"/>'),
    "picture that is a page": drawn(f'<image href="{_data("<script>" + RUN + "</script>", "text/html")}" width="9" height="9"/>'),
    "picture that is a drawing called PNG": drawn(f'<image href="{_data(_INNER, "image/png")}" width="9" height="9"/>'),
    "feImage": drawn(f'<filter id="f"><feImage href="{AWAY}.png"/></filter><rect filter="url(#f)" width="9" height="9"/>'),
    "elements of HTML in the drawing's namespace": drawn(f'<iframe src="javascript:{RUN}"/><audio src="{AWAY}" autoplay=""/><embed src="{AWAY}"/>'),
    "a font from elsewhere": drawn(f'<font-face><font-face-src><font-face-uri href="{AWAY}"/></font-face-src></font-face>'),
    "xml:base": drawn('<use href="#b"/>', f'xml:base="{AWAY}"'),
    "XInclude": drawn(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{AWAY}" parse="text"/>'),
    "xml-stylesheet": drawn("", before=f'<?xml-stylesheet type="text/css" href="{AWAY}.css"?>'),
    "XSLT": drawn("", before=f'<?xml-stylesheet type="text/xsl" href="{_data("<x/>", "text/xml")}"?>'),
    "an instruction within": drawn(f'<?xml-stylesheet href="{AWAY}"?><?php echo 1 ?>'),
    "an entity": drawn("&a;", before=f'<!DOCTYPE svg [<!ENTITY a "<script>{RUN}</script>">]>'),
    "an entity in an attribute": drawn('<g onload="&a;"/>', before=f'<!DOCTYPE svg [<!ENTITY a "{RUN.replace(chr(34), "")}">]>'),
    "an entity from elsewhere": drawn("&a;", before=f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{AWAY}">]>'),
    "a parameter entity": drawn("", before=f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "{AWAY}"> %a;]>'),
    "a default attribute": drawn("<g/>", before=f'<!DOCTYPE svg [<!ATTLIST g onload CDATA "{RUN}">]>'),
    "a default style": drawn("<g/>", before=f'<!DOCTYPE svg [<!ATTLIST g style CDATA "background:url({AWAY})">]>'),
    "an undeclared entity": drawn("&nbsp;", before='<!DOCTYPE svg SYSTEM "x.dtd">'),
    "UTF-16 with a mark": b"\xff\xfe" + _UTF16.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + _UTF16.encode("utf-16-be"),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + _UTF16.encode(),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?>' + b"+ADw-script+AD4-" + drawn(f"<script>{RUN}</script>"),
    "an unknown encoding": b'<?xml version="1.0" encoding="x-none"?>' + drawn(f"<script>{RUN}</script>"),
    "windows-1252": b'<?xml version="1.0" encoding="windows-1252"?>' + drawn(f"<script>{RUN}</script><title>\xe9</title>"),
    "ISO-8859-1": b'<?xml version="1.0" encoding="iso-8859-1"?>' + _UTF16.encode("latin-1"),
    "EBCDIC": ('<?xml version="1.0" encoding="cp037"?>' + _UTF16).encode("cp037"),
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\0" + drawn(f"<script>{RUN}</script>"),
    "no namespace": f'<svg onload="{RUN}"><script>{RUN}</script></svg>'.encode(),
    "a page": f"<html><body><script>{RUN}</script></body></html>".encode(),
    "a page in XML": f'<html xmlns="{_XHTML}"><script>{RUN}</script></html>'.encode(),
    "two roots": drawn("") + drawn(f"<script>{RUN}</script>"),
    "style: @import": _styled(f"@import '{AWAY}.css';"),
    "style: @import url": _styled(f"@import url({AWAY}.css);a{{}}"),
    "style: @import, escaped": _styled(f"@\\69mport '{AWAY}.css';"),
    "style: @import in a comment": _styled(f"/*/*/@import/**/'{AWAY}.css';/**/"),
    "style: @import in CDATA": _styled(f"<![CDATA[@import '{AWAY}.css';]]>"),
    "style: @import in references": _styled(f"&#64;im&#112;ort '{AWAY}.css';"),
    "style: closes itself": _styled(f"<![CDATA[</style><script>{RUN}</script>]]>"),
    "style: url": _styled(f"rect{{fill:red;background:url({AWAY});mask:url('{AWAY}#m');filter:url({AWAY}#f)}}"),
    "style: url, escaped": _styled(f"rect{{background-image:u\\72 l({AWAY});mask-image:\\75rl({AWAY})}}"),
    "style: url, other case": _styled(f"RECT{{MASK:URL({AWAY}#a);FILTER:uRl({AWAY}#a)}}"),
    "style: url with a comment": _styled(f"rect{{mask:url(/**/{AWAY}#m);mask:/**/url({AWAY}#m)}}"),
    "style: url after a fragment": _styled(f"rect{{fill:url(#a) url({AWAY}#b);mask:url(#a),url({AWAY})}}"),
    "style: url, unclosed": _styled(f"rect{{mask:url({AWAY}#m"),
    "style: image-set": _styled(f"svg{{background:image-set('{AWAY}' 1x);background:-webkit-image-set(url({AWAY}) 1x)}}"),
    "style: image": _styled(f"svg{{background:image('{AWAY}');background:cross-fade(url({AWAY}),red)}}"),
    "style: src": _styled(f"svg{{background:src('{AWAY}')}}"),
    "style: paint": _styled("svg{background:paint(x)}"),
    "style: cursor": _styled(f"svg{{cursor:url({AWAY}),auto}}"),
    "style: a font": _styled(f"@font-face{{font-family:x;src:url({AWAY}.woff)}}text{{font-family:x}}") + b"",
    "style: a font that is used": drawn(f"<style>@font-face{{font-family:x;src:local('x'),url({AWAY}.woff)}}text{{font-family:x}}</style><text y='9'>x</text>"),
    "style: a font that is a page": _styled(f"@font-face{{font-family:x;src:url({_data('<x/>', 'font/woff')})}}"),
    "style: @media around": _styled(f"@media all{{svg{{background:url({AWAY})}}@import '{AWAY}';}}"),
    "style: @supports around": _styled(f"@supports (fill:red){{svg{{background:url({AWAY})}}}}"),
    "style: @layer, @namespace, @page": _styled(f"@layer a;@namespace url({AWAY});@page{{background:url({AWAY})}}"),
    "style: nested": _styled(f"svg{{rect{{fill:red}}&amp;{{background:url({AWAY})}}}}"),
    "style: a property of its own": _styled(f"svg{{--a:url({AWAY});background:var(--a)}}"),
    "style: a text in a property of its own": _styled(f"svg{{--a:'{AWAY}';background:image-set(var(--a) 1x)}}"),
    "style: attr": drawn(f"<style>svg{{background:image-set(attr(id) 1x)}}</style><g id='{AWAY}'/>"),
    "style: content": _styled(f"rect::after{{content:url({AWAY})}}"),
    "style: list-style, border-image": _styled(f"svg{{list-style:url({AWAY});border-image:url({AWAY}) 1;display:list-item}}"),
    "style: behaviors": _styled(f"svg{{behavior:url({AWAY});-moz-binding:url({AWAY}#x);width:expression({RUN})}}"),
    "style: in the media attribute": drawn(f'<style media="all{{}}@import \'{AWAY}\';">rect{{fill:red}}</style>'),
    "style: @charset": _styled(f"@charset 'utf-7';@import '{AWAY}';"),
    "style attribute": drawn(f'<g style="background:url({AWAY});mask:url({AWAY}#m);fill:red;filter:url({AWAY}#f)"/>', f'style="background:url({AWAY})"'),
    "style attribute, escaped": drawn("", f'style="background:\\75\\72\\6c({AWAY})"'),
    "style attribute, a bracket": drawn("", f"style=\"}}@import '{AWAY}';svg{{\""),
    "style attribute, image-set": drawn("", f"style=\"background:image-set('{AWAY}' 1x)\""),
    "style attribute, a quote": drawn("", f"style=\"font-family:'a;b';background:url('{AWAY}');font-family:'\""),
    "attributes of style": drawn(
        "".join(f'<rect width="9" height="9" {one}="url({AWAY}#a)"/>' for one in ("fill", "stroke", "mask", "filter", "clip-path", "marker-start", "cursor"))
    ),
    "attributes of style, escaped": drawn(f'<rect width="9" height="9" fill="u\\72l({AWAY}#a)" filter="\\000075rl({AWAY}#a)"/>'),
    "attributes of style, a comment": drawn(f'<rect width="9" height="9" mask="/*x*/url({AWAY}#a)" filter="url(/**/{AWAY}#a)"/>'),
    "attributes of style, image-set": drawn(f'<rect width="9" height="9" mask="image-set(\'{AWAY}\' 1x)" fill="src(\'{AWAY}\')"/>'),
}  # fmt: skip
"""What each one tries → its bytes."""

_ELEMENTS = (
    "svg", "g", "a", "script", "style", "use", "image", "feImage", "foreignObject", "animate", "set", "metadata", "switch", "text", "title",
    "desc", "defs", "pattern", "mask", "filter", "clipPath", "linearGradient", "symbol", "textPath", "marker", "iframe", "SCRIPT", "handler",
    "view", "cursor", "discard", "video", "h:script", "h:img", "h:iframe", "h:style", "h:link", "h:svg", "m:math", "x:y", "s:script", "s:use",
)  # fmt: skip
_ATTRIBUTES = (
    "id", "class", "style", "href", "xlink:href", "onload", "onerror", "onbegin", "ONLOAD", "s:onload", "src", "fill", "stroke", "mask",
    "filter", "clip-path", "marker-start", "cursor", "d", "width", "height", "x", "to", "values", "attributeName", "begin", "dur", "type",
    "media", "xml:base", "xml:space", "requiredExtensions", "systemLanguage", "target", "font-family", "color-profile", "transform", "rel",
    "tabindex", "autofocus", "http-equiv", "content", "srcdoc", "xmlns:q",
)  # fmt: skip
_PIECES = (
    RUN, f"javascript:{RUN}", "java\tscript:top.ran=1", AWAY, f"url({AWAY})", f"url({AWAY}#a)", f"url('{AWAY}')", "url(#a)", "url(", ")", "(", "#a",
    _data(_INNER), f"url({_data(_INNER)})", "data:image/svg+xml,", "u\\72l(", "\\", "/*", "*/", "@import", f"'{AWAY}'", "'", ";", ":", "{", "}",
    "image-set(", "src(", "var(--a)", "--a", "background", "mask", "filter", "fill", "red", "1", "1x", "svg", "rect", "*", ".a", "@media all",
    "@font-face", "font-family", "x", "src", "!important", "<![CDATA[", "]]>", "&amp;", "&lt;", "&#64;", "&#117;rl(", " ", "\n", ",", "/", "+", "-",
    "href", "onload", "expression(", "attr(id)", "paint(a)", "cross-fade(", "é", "\u00a0", "text/css", "0s", "@charset", "@\\69mport", "%", "//",
)  # fmt: skip
_BEFORE = (
    "", "", "", "", '<?xml version="1.0"?>', f'<?xml-stylesheet href="{AWAY}"?>', '<!DOCTYPE svg SYSTEM "x">', f"<!--{AWAY}-->",
    f'<!DOCTYPE svg [<!ATTLIST g onload CDATA "{RUN}">]>', f'<!DOCTYPE svg [<!ENTITY a "{AWAY}">]>', '<?xml version="1.0" encoding="iso-8859-1"?>',
)  # fmt: skip


def soup(chance: random.Random) -> bytes:
    """Return a drawing mixed from hostile parts, most of them well-formed."""
    text = chance.choice(_BEFORE) + (
        f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" xmlns:s="{SVG}" xmlns:h="{_XHTML}" xmlns:m="http://www.w3.org/1998/Math/MathML" xmlns:x="urn:x"'
        f"{_attributes(chance)}>{''.join(_element(chance, 0) for _ in range(chance.randint(1, 4)))}</svg>"
    )
    if chance.random() < 0.08:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(_PIECES) + text[at + chance.randrange(4) :]
    return text.encode(chance.choice(("utf-8",) * 12 + ("utf-16", "utf-8-sig")))


def _element(chance: random.Random, depth: int) -> str:
    name = chance.choice(_ELEMENTS)
    inside = "".join(_content(chance, name, depth) for _ in range(chance.randint(0, 3)))
    return f"<{name}{_attributes(chance)}>{inside}</{name}>"


def _content(chance: random.Random, name: str, depth: int) -> str:
    if "style" in name:
        css = _mixed(chance, _PIECES, 14)
        return f"<![CDATA[{css.replace(']]>', '').replace('<![CDATA[', '')}]]>" if chance.random() < 0.5 else _safe(css)
    if "script" in name.lower():
        return RUN
    return _element(chance, depth + 1) if depth < 4 and chance.random() < 0.7 else _safe(_mixed(chance, _PIECES, 3))


def _attributes(chance: random.Random) -> str:
    names = dict.fromkeys(chance.choice(_ATTRIBUTES) for _ in range(chance.randint(0, 4)))
    return "".join(
        f' {name}="{_safe(_mixed(chance, _PIECES, 8) if name != "href" or chance.random() < 0.5 else chance.choice(_PIECES))}"'
        for name in names
    )


def _mixed(chance: random.Random, pieces: Sequence[str], most: int) -> str:
    return "".join(chance.choice(pieces) for _ in range(chance.randint(1, most)))


def _safe(text: str) -> str:
    """Return `text` escaped for XML, except its references."""
    kept = ("&amp;", "&lt;", "&#64;", "&#117;")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    for one in kept:
        escaped = escaped.replace(one.replace("&", "&amp;"), one)
    return escaped
