"""Pictures as editors put them next to an article, and what readers get."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.media import made

if TYPE_CHECKING:
    from tests.builder import Site

SECRETS = [
    b"Exif",
    b"MAKER-OF-PHONE",
    b"COMMENT-OF-PHONE",
    b"XMP-OF-PHONE",
    b"ICC_PROFILE",
    b"ICCP",
    b"iCCP",
    b"http://ns.adobe.com",
    b"2026:11:24",
]


def shown(site: Site, name: str, content: bytes, *, alt: str = "Tả") -> dict[str, Image.Image]:
    """Build a page that shows the picture `name`; return what is published of it, by size and type: `800.webp`."""
    site.write(f"content/{name}", content)
    site.page("trang", f"Chữ.\n\n![{alt}]({name})")
    result = site.make()
    assert result.problems == [], result.stderr
    return published(site)


def published(site: Site) -> dict[str, Image.Image]:
    found: dict[str, Image.Image] = {}
    for path in site.pages():
        parts = re.fullmatch(r"[^/]+?(?:-(\d+(?:x\d+)?))?\.[0-9a-f]{10}\.(webp|jpg|png|gif)", path)
        if parts:
            found[f"{parts[1] or 'as-is'}.{parts[2]}"] = Image.open(io.BytesIO((site.public / path).read_bytes()))
    return found


def problems_of(site: Site, name: str, content: bytes, *, front: bool = False) -> list[tuple[str, str, int]]:
    site.write(f"content/{name}", content)
    if front:
        site.page("trang", image=name, image_alt="Tả")
    else:
        site.page("trang", f"Chữ.\n\n![Tả]({name})")
    return site.make().problems


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_phones_photo_is_upright_in_four_sizes_without_its_secrets(site: Site, orientation: int) -> None:
    files = shown(site, "IMG_0001.JPG", made.phone_photo(4000, 3000, orientation))
    height = 1200 if orientation in (1, 3) else 2133
    assert {f"{width}.{kind}" for width in (480, 800, 1200, 1600) for kind in ("webp", "jpg")} == files.keys()
    assert files["1600.webp"].size == files["1600.jpg"].size == (1600, height)
    upright = {
        1: [made.RED, made.GREEN, made.BLUE, made.YELLOW],
        3: [made.YELLOW, made.BLUE, made.GREEN, made.RED],
        6: [made.BLUE, made.RED, made.YELLOW, made.GREEN],
        8: [made.GREEN, made.YELLOW, made.RED, made.BLUE],
    }[orientation]
    for one in files.values():
        assert all(made.near(*pair) for pair in zip(made.corners(one), upright, strict=True))
        assert not one.getexif()
    for path in site.pages():
        data = (site.public / path).read_bytes()
        assert not [secret for secret in SECRETS if path.endswith((".jpg", ".webp")) and secret in data]


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1600, 1067), [480, 800, 1200, 1600]),
        ((1300, 20), [480, 800, 1300]),
        ((900, 600), [480, 800, 900]),
        ((500, 500), [500]),
        ((40, 30), [40]),
    ],
)
def test_no_picture_is_enlarged(site: Site, size: tuple[int, int], widths: list[int]) -> None:
    files = shown(site, "a.jpg", made.saved(made.quarters(*size), "JPEG"))
    assert sorted(int(name.partition(".")[0]) for name in files if name.endswith("webp")) == widths


def test_the_name_is_readable_and_holds_the_hash_of_the_content(site: Site) -> None:
    shown(site, "Ảnh Hội trường (1).jpg", made.saved(made.quarters(500, 400), "JPEG"))
    [first] = [path for path in site.pages() if path.endswith(".webp")]
    assert re.fullmatch(r"anh-hoi-truong-1-500\.[0-9a-f]{10}\.webp", first)
    shown(site, "Ảnh Hội trường (1).jpg", made.saved(made.quarters(500, 401), "JPEG"))
    [second] = [path for path in site.pages() if path.endswith(".webp")]
    assert first != second


def test_quality_is_the_settings_and_part_of_the_name(site: Site) -> None:
    photo = made.saved(Image.effect_noise((600, 400), 60), "JPEG", quality=95)
    shown(site, "a.jpg", photo)
    before = {path: len((site.public / path).read_bytes()) for path in site.pages() if path.endswith(".webp")}
    site.settings("\n[media]\nquality = 35\n")
    shown(site, "a.jpg", photo)
    after = {path: len((site.public / path).read_bytes()) for path in site.pages() if path.endswith(".webp")}
    assert not before.keys() & after.keys()
    assert sum(after.values()) < 0.8 * sum(before.values())


# --- colours -------------------------------------------------------------------------------------------------------


def test_a_profile_is_converted_to_srgb(site: Site) -> None:
    files = shown(
        site,
        "a.jpg",
        made.saved(Image.new("RGB", (600, 400), made.RED), "JPEG", quality=95, icc_profile=made.swapped_profile()),
    )
    assert all(made.near(made.corners(one)[0], made.BLUE, 25) for one in files.values())


def test_a_profile_that_means_nothing_is_ignored(site: Site) -> None:
    files = shown(
        site, "a.jpg", made.saved(Image.new("RGB", (600, 400), made.RED), "JPEG", icc_profile=b"nonsense" * 20)
    )
    assert all(made.near(made.corners(one)[0], made.RED) for one in files.values())


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_colours_of_print(site: Site, kind: str) -> None:
    files = shown(site, "a.jpg", made.saved(Image.new("CMYK", (600, 400), (0, 255, 255, 0)), kind))
    assert {one.mode for one in files.values()} == {"RGB"}
    assert all(made.near(made.corners(one)[0], (255, 0, 0)) for one in files.values())


def test_sixteen_bits_of_grey(site: Site) -> None:
    rows = [b"".join((x * 65).to_bytes(2, "big") for x in range(1000))] * 100
    files = shown(site, "a.png", made.raw_png(1000, 100, 16, 0, rows))
    for one in files.values():
        grey = [one.convert("L").getpixel((one.width * part // 10, one.height // 2)) for part in range(1, 10)]
        assert made.near([float(str(value)) for value in grey], [65000 / 256 * part / 10 for part in range(1, 10)], 5)


def test_sixteen_bits_of_colour_with_transparency(site: Site) -> None:
    rows = [b"".join(v.to_bytes(2, "big") for v in (0xC800, 0x1E00, 0x1E00, 0x8000)) * 600] * 400
    files = shown(site, "a.png", made.raw_png(600, 400, 16, 6, rows))
    for one in files.values():
        assert one.mode == "RGBA"
        assert made.near(tuple(one.getpixel((9, 9)) or ()), (200, 30, 30, 128))  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I", "F"])
def test_modes_of_all_kinds_give_a_right_picture(site: Site, mode: str) -> None:
    kind = "TIFF" if mode in ("I", "F") else "PNG"
    files = shown(
        site,
        "a.png",
        made.saved(
            made.quarters(700, 500).convert("L").convert(mode)
            if mode in "IF"
            else made.quarters(700, 500).convert(mode),
            kind,
        ),
    )
    assert {"480.webp", "700.webp"} <= files.keys()
    if mode in ("P", "RGBA"):
        assert all(made.near(made.corners(one)[0], made.RED, 30) for one in files.values())


def test_a_transparent_drawing_stays_transparent_and_has_a_png(site: Site) -> None:
    drawing = made.quarters(600, 400).convert("RGBA")
    drawing.paste((0, 0, 0, 0), (0, 0, 300, 200))
    files = shown(site, "a.png", made.saved(drawing, "PNG"))
    assert files.keys() == {"480.webp", "600.webp", "480.png", "600.png"}
    for one in files.values():
        assert one.convert("RGBA").getpixel((20, 20))[3] == 0  # type: ignore[index]
        assert made.near(made.corners(one)[1], made.GREEN)


def test_a_drawing_with_a_palette_stays_small(site: Site) -> None:
    source = made.saved(made.quarters(1600, 1000).quantize(16), "PNG", transparency=0)
    shown(site, "a.png", source)
    sizes = [
        (site.public / path).stat().st_size
        for path in site.pages()
        if path.startswith("a-") and path.endswith((".webp", ".png"))
    ]
    assert max(sizes) < 6 * len(source)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "AVIF", "WEBP", "GIF", "MPO"])
def test_formats_of_other_programs(site: Site, kind: str) -> None:
    options = {"append_images": [Image.new("RGB", (700, 500))], "save_all": True} if kind == "MPO" else {}
    files = shown(
        site, f"a.{kind.lower() if kind != 'MPO' else 'jpg'}", made.saved(made.quarters(700, 500), kind, **options)
    )
    expected = [made.RED, made.GREEN, made.BLUE, made.YELLOW]
    assert all(made.near(*pair, 20) for one in files.values() for pair in zip(made.corners(one), expected, strict=True))


def test_the_suffix_need_not_be_true(site: Site) -> None:
    assert "480.webp" in shown(site, "a.jpg", made.saved(made.quarters(700, 500), "PNG"))


# --- moving --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "suffix"), [("GIF", "gif"), ("WEBP", "webp"), ("PNG", "png")])
def test_a_moving_picture_moves_on_without_its_comments(site: Site, kind: str, suffix: str) -> None:
    options: dict[str, Any] = {
        "GIF": {"comment": b"COMMENT-OF-PHONE"},
        "WEBP": {"exif": b"Exif\0\0MAKER-OF-PHONE"},
        "PNG": {"exif": b"Exif\0\0MAKER-OF-PHONE"},
    }[kind]
    source = made.animation(kind, **options)
    assert [secret for secret in SECRETS if secret in source]
    site.write(f"content/a.{suffix}", source)
    site.page("trang", f"![Tả](a.{suffix})")
    assert site.make().problems == []
    [path] = [path for path in site.pages() if path.endswith(f".{suffix}") and not path.startswith("assets/")]
    data = (site.public / path).read_bytes()
    assert not [secret for secret in SECRETS if secret in data]
    with Image.open(io.BytesIO(data)) as one:
        assert one.n_frames == 3  # type: ignore[attr-defined]
        one.seek(2)
        one.load()
        assert one.info["duration"] == 80
        assert made.near(made.corners(one)[0], made.BLUE, 20)
    assert 'width="60" height="40" alt="Tả" loading="lazy" decoding="async">' in site.read("trang/index.html")


def test_a_heavy_animation_is_warned_of(site: Site) -> None:
    frames = [Image.effect_noise((900, 900), 90) for _ in range(3)]
    heavy = made.saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert len(heavy) > 2_000_000
    assert problems_of(site, "a.gif", heavy) == [("BT855", "content/trang.md", 7)]


# --- what cannot be shown ------------------------------------------------------------------------------------------

JPEG = made.saved(made.quarters(700, 500), "JPEG")
PNG = made.saved(made.quarters(700, 500), "PNG")


@pytest.mark.parametrize("front", [False, True])
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", b"", "BT850"),
        ("a.jpg", b"hello", "BT850"),
        ("a.jpg", JPEG[: len(JPEG) // 2], "BT850"),
        ("a.jpg", JPEG[:40], "BT850"),
        ("a.png", PNG[: len(PNG) // 2], "BT850"),
        ("a.png", PNG[:200].replace(b"IDAT", b"IDAX") + PNG[200:], "BT850"),
        ("a.gif", made.animation("GIF")[:-40], "BT850"),
        ("a.webp", made.saved(made.quarters(700, 500), "WEBP")[:300], "BT850"),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "BT851"),
        ("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 40, "BT851"),
        ("a.psd", b"8BPS" + b"\0" * 40, "BT851"),
        ("a.pdf", made.pdf(), "BT851"),
        ("a.mp4", b"\0\0\0\x18ftypisom" + b"\0" * 40, "BT851"),
        ("a.png", made.raw_png(20000, 20000, 8, 2, [b""]), "BT852"),
        ("a.png", made.raw_png(2**31 - 1, 2**31 - 1, 8, 2, [b""]), "BT852"),
        ("a.svg", b"<svg/>", "BT850"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>", "BT850"),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'a'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>", "BT850"),
    ],
)
def test_what_is_broken_is_reported_with_its_name_and_line_and_nothing_is_published(
    site: Site,
    name: str,
    content: bytes,
    code: str,
    front: bool,  # noqa: FBT001 - pytest's
) -> None:
    assert problems_of(site, name, content, front=front) == [(code, "content/trang.md", 3 if front else 7)]
    assert not site.public.exists()
    assert name in site.make().stderr


def test_check_finds_what_only_reading_to_the_end_finds_and_writes_nothing(site: Site) -> None:
    site.write("content/a.jpg", JPEG[: len(JPEG) // 2])
    site.page("trang", "Chữ.\n\n![Tả](a.jpg)")
    result = site.invoke("check", "--json")
    assert ("BT850", "content/trang.md", 7) in result.problems
    assert not (site.root / ".bantin").exists()


def test_every_place_that_shows_a_broken_picture_is_reported(site: Site) -> None:
    site.write("content/a.jpg", JPEG[: len(JPEG) // 2])
    site.page("mot", "![Tả](a.jpg)")
    site.article("hai", "x\n\n![Tả](/a.jpg)\n", image="/a.jpg", image_alt="Tả")
    assert {one for one in site.make().problems if one[0] == "BT850"} == {
        ("BT850", "content/mot.md", 5),
        ("BT850", "content/tin-tuc/hai.md", 5),
        ("BT850", "content/tin-tuc/hai.md", 11),
    }


def test_a_hundred_megapixels_give_a_right_picture(site: Site) -> None:
    huge = Image.new("L", (11_000, 9_200), 40)
    huge.paste(200, (0, 0, 5_500, 9_200))
    files = shown(site, "a.png", made.saved(huge, "PNG", compress_level=1))
    assert files["1600.webp"].size == (1600, 1338)
    for one in files.values():
        left, right, *_ = made.corners(one)
        assert made.near(left, (200, 200, 200))
        assert made.near(right, (40, 40, 40))


def test_a_picture_as_tall_as_a_tower(site: Site) -> None:
    files = shown(site, "a.png", made.saved(Image.new("L", (400, 18_000), 90), "PNG"))
    assert [one.size for name, one in files.items() if name.endswith("webp")] == [(355, 15975)]
