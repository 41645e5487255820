"""Drawings as drawing programs export them look the same after cleaning."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from bantin.media import svg
from tests.media import made

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_PICTURES = {
    kind: base64.b64encode(made.saved(made.quarters(40, 30), kind.upper())).decode() for kind in ("png", "jpeg")
}
_ALL = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

DRAWINGS = {
    "Inkscape": f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="60mm" height="40mm" viewBox="0 0 60 40" version="1.1" id="svg5" inkscape:version="1.3" sodipodi:docname="so-do.svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   {_ALL} xmlns:svg="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="namedview7" pagecolor="#ffffff" inkscape:zoom="0.7"/>
  <defs id="defs2">
    <linearGradient inkscape:collect="always" id="g1"><stop style="stop-color:#8f1d1d;stop-opacity:1;" offset="0" id="s1"/><stop
      style="stop-color:#1d1d8f;stop-opacity:1;" offset="1" id="s2"/></linearGradient>
    <linearGradient inkscape:collect="always" xlink:href="#g1" id="g2" x1="5" y1="5" x2="40" y2="20" gradientUnits="userSpaceOnUse"/>
    <marker style="overflow:visible" id="Arrow" refX="0" refY="0" orient="auto-start-reverse" inkscape:stockid="Arrow" markerWidth="3" markerHeight="3"
      viewBox="0 0 5 5" preserveAspectRatio="xMidYMid"><path transform="scale(0.5)" style="fill:context-stroke;stroke:context-stroke" d="M5,0 -5,-5V5z"/></marker>
    <clipPath clipPathUnits="userSpaceOnUse" id="c1"><circle cx="20" cy="20" r="12"/></clipPath>
    <filter inkscape:collect="always" style="color-interpolation-filters:sRGB" id="f1" x="-0.1" y="-0.1" width="1.2" height="1.2"><feGaussianBlur
      inkscape:collect="always" stdDeviation="0.6" id="b1"/></filter>
  </defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <rect style="fill:url(#g2);fill-opacity:1;stroke:#000000;stroke-width:0.5;-inkscape-stroke:none;stop-color:#000000;paint-order:stroke fill markers"
      id="r1" width="35" height="15" x="5" y="5"/>
    <path style="fill:none;stroke:#000;stroke-width:0.6;stroke-dasharray:1.2, 0.6;marker-end:url(#Arrow)" d="M 10,30 H 50" id="p1"/>
    <rect style="fill:#2a7;clip-path:url(#c1);filter:url(#f1)" x="8" y="18" width="30" height="12" clip-path="url(#c1)"/>
    <text xml:space="preserve" style="font-style:normal;font-size:5px;line-height:1.25;font-family:sans-serif;-inkscape-font-specification:'sans-serif, Normal'"
      x="12" y="36" id="t1"><tspan sodipodi:role="line" id="ts1" style="stroke-width:0.26" x="12" y="36">Kỳ họp &amp; nghị quyết</tspan></text>
  </g>
  <metadata id="m1"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
</svg>""",
    "Illustrator": f"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" {_ALL} x="0px" y="0px" viewBox="0 0 120 80" style="enable-background:new 0 0 120 80;" xml:space="preserve">
<style type="text/css">
	.st0{{fill:#8F1D1D;}}
	.st1{{fill:none;stroke:#FFFFFF;stroke-width:2;stroke-miterlimit:10;}}
	.st2{{font-family:'MyriadPro-Regular', sans-serif;}}
	.st3{{font-size:12px;clip-path:url(#SVGID_2_);}}
	.st0:first-child,.st4 > g{{fill:rgb(20,120,60);}}
	/* nothing */ @media print{{.st0{{fill:#000;}}}}
</style>
<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" x="0" y="0" width="1" height="1"></foreignObject>
<g><defs><rect id="SVGID_1_" x="10" y="50" width="60" height="20"/></defs><clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_"  style="overflow:visible;"/></clipPath>
<rect x="5" y="5" class="st0" width="60" height="40"/><polygon class="st1" points="10,10 50,10 30,40 "/><circle class="st0" cx="90" cy="30" r="20"/>
<text transform="matrix(1 0 0 1 12 64)" class="st2 st3">Hội đồng</text>
<image style="overflow:visible;" width="40" height="30" xlink:href="data:image/png;base64,{_PICTURES["png"]}" transform="matrix(0.5 0 0 0.5 75 55)"></image>
<image width="20" height="15" x="97" y="55" href="data:image/jpeg;base64,{_PICTURES["jpeg"]}"/></g></switch>
</svg>""",
    "draw.io": f"""<svg host="65bd71144e" {_ALL} style="background: transparent; background-color: transparent; color-scheme: light dark;" version="1.1" width="161px"
 height="81px" viewBox="-0.5 -0.5 161 81" content="&lt;mxfile&gt;&lt;/mxfile&gt;"><defs><linearGradient id="mx-gradient-fff-1" x1="0%" x2="0%" y1="0%" y2="100%"><stop
 offset="0%" style="stop-color: light-dark(#dae8fc, #1d293b); stop-opacity: 1;" stop-color="#dae8fc" stop-opacity="1"/></linearGradient></defs><g><g
 data-cell-id="2"><rect x="0" y="0" width="120" height="60" rx="9" ry="9" fill="url(#mx-gradient-fff-1)" stroke="#6c8ebf" pointer-events="all"
 style="stroke: light-dark(rgb(108, 142, 191), rgb(92, 121, 163));"/></g><g><g fill="#000000" font-family="&quot;Helvetica&quot;" text-anchor="middle"
 font-size="12px" style="fill: light-dark(rgb(0, 0, 0), var(--ge-dark-color, #ffffff));"><text x="60" y="34">Ban Pháp chế</text></g></g><path d="M 120 30
 L 150 30" fill="none" stroke="#000" stroke-miterlimit="10" pointer-events="stroke"/></g></svg>""",
    "matplotlib": f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg {_ALL} width="120pt" height="80pt" viewBox="0 0 120 80" version="1.1">
 <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
 <defs><style type="text/css">*{{stroke-linejoin: round; stroke-linecap: butt}}</style></defs>
 <g id="figure_1"><g id="patch_1"><path d="M 0 80 L 120 80 L 120 0 L 0 0 z" style="fill: #ffffff"/></g>
  <g id="line2d_1"><defs><path id="m30" d="M 0 0 L 0 3.5" style="stroke: #000000; stroke-width: 0.8"/></defs>
   <g><use xlink:href="#m30" x="20" y="60" style="stroke: #000000; stroke-width: 0.8"/></g></g>
  <path d="M 20 60 L 50 20 L 100 40" clip-path="url(#p1)" style="fill: none; stroke: #1f77b4; stroke-width: 1.5; stroke-linecap: square"/></g>
 <defs><clipPath id="p1"><rect x="15" y="10" width="90" height="50"/></clipPath></defs>
</svg>""",
    "Figma": f"""<svg width="80" height="60" viewBox="0 0 80 60" fill="none" {_ALL}><g clip-path="url(#clip0_1_2)" filter="url(#filter0_d_1_2)"><rect width="60" height="40"
 rx="4" fill="url(#paint0_radial_1_2)"/><rect x="50" y="20" width="20" height="20" fill="url(#pattern0)"/></g><defs><pattern id="pattern0"
 patternContentUnits="objectBoundingBox" width="1" height="1"><use xlink:href="#image0_1_2" transform="scale(0.025)"/></pattern><radialGradient
 id="paint0_radial_1_2" cx="0" cy="0" r="1" gradientUnits="userSpaceOnUse" gradientTransform="translate(30 20) rotate(90) scale(30)"><stop
 stop-color="#FFB"/><stop offset="1" stop-color="#B00" stop-opacity="0.5"/></radialGradient><clipPath id="clip0_1_2"><rect width="70" height="50"
 fill="white"/></clipPath><filter id="filter0_d_1_2" x="0" y="0" width="80" height="60" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB"><feFlood
 flood-opacity="0" result="BackgroundImageFix"/><feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0"
 result="hardAlpha"/><feOffset dy="4"/><feGaussianBlur stdDeviation="2"/><feBlend mode="normal" in2="BackgroundImageFix"/><feBlend mode="normal"
 in="SourceGraphic" result="shape"/></filter><image id="image0_1_2" width="40" height="30" xlink:href="data:image/png;base64,{_PICTURES["png"]}"/></defs></svg>""",
}


@pytest.mark.parametrize("text", DRAWINGS.values(), ids=DRAWINGS)
def test_nothing_is_reported(text: str) -> None:
    made = svg.clean(text.encode())
    assert made.removed == ()
    assert svg.clean(made.data) == made


@pytest.mark.browser
@pytest.mark.parametrize("text", DRAWINGS.values(), ids=DRAWINGS)
def test_a_browser_draws_the_same(browser: Browser, text: str) -> None:
    shots = []
    for data in (
        text.encode(),
        svg.clean(text.encode()).data,
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    ):
        page = browser.new_page()
        page.route("**/*", lambda route, _request, data=data: route.fulfill(body=data, content_type="image/svg+xml"))
        page.goto("http://drawings.invalid/a.svg")
        shots.append(page.screenshot())
        page.close()
    assert shots[0] == shots[1] != shots[2]


def test_embedded_photos_lose_their_metadata() -> None:
    photo = base64.b64encode(made.phone_photo(40, 30)).decode()
    written = svg.clean(f'<svg {_ALL}><image href="data:image/jpeg;base64,{photo}"/></svg>'.encode())
    assert written.removed == ()
    embedded = base64.b64decode(written.data.decode().partition("base64,")[2].partition('"')[0])
    assert embedded.startswith(b"\xff\xd8")
    assert b"PHONE" not in embedded
    assert b"GPS" not in embedded
    assert b"Exif" not in embedded


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{fill:red}", ".a{fill:red}"),
        ("  .a , #b > c{ FILL : Red ;; }", ".a , #b > c{fill:Red}"),
        (".a{fill:red;background:url(//x)}", ".a{fill:red}"),
        ("@media (prefers-color-scheme: dark){.a{fill:#fff}}", "@media (prefers-color-scheme: dark){.a{fill:#fff}}"),
        (":root{--c:#123}.a{fill:var(--c, red)!important}", ":root{--c:#123}\n.a{fill:var(--c, red)!important}"),
        (
            "@font-face{font-family:'X';src:url(\"data:x;base64,d09GRgAA\") format('woff')}",
            "@font-face{font-family:'X';src:url(data:font/woff;base64,d09GRgAA) format('woff')}",
        ),
        (".a{marker-end:url('#m')}", ".a{marker-end:url(#m)}"),
    ],
)
def test_styles_that_draw_are_kept(css: str, kept: str) -> None:
    written = svg.clean(f"<svg {_ALL}><style>{css}</style></svg>".encode()).data.decode()
    assert f"<style>{kept.replace('>', '&gt;')}</style>" in written


def test_styles_for_another_medium_or_language_do_not_show() -> None:
    assert (
        b"<style>@media print{a{fill:red}}</style>"
        in svg.clean(f'<svg {_ALL}><style media="print">a{{fill:red}}</style></svg>'.encode()).data
    )
    assert b"style" not in svg.clean(f'<svg {_ALL}><style type="text/less">a{{fill:red}}</style></svg>'.encode()).data
