"""Draw all pictures of the demo's shop anew: `make pictures`, or some: `make pictures ARGS="honey"`.

Needs Chromium, which paints SVG, and Pillow, which writes WebP. Nobody needs them to run the shop:
what they make is kept beside its pages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from pictures.album import GOODS, PLACES, named
from pictures.canvas import Canvas, Draw

PHOTOS = Path(__file__).resolve().parents[2] / "nauli" / "web" / "static" / "web" / "photos"
# Suffix of the name, width, height, and the most bytes that such a file may have.
_PLACE_SIZES = (("-480", 480, 320, 16_000), ("-960", 960, 640, 36_000))
_GOODS_SIZES = (("", 640, 480, 10_000),)


def main(wanted: list[str]) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    if not browser:
        sys.exit("Chromium is not here, and nothing else paints these pictures.")
    with TemporaryDirectory() as folder:
        for draw, sizes, into in _chosen(wanted):
            painted = _paint(draw(), browser, Path(folder))
            for suffix, width, height, most in sizes:
                file = into / f"{named(draw)}{suffix}.webp"
                file.write_bytes(
                    _webp(painted.resize((width, height), Image.Resampling.LANCZOS), most)
                )
                print(f"{file.stat().st_size:6} {file.relative_to(PHOTOS)}")


def _chosen(
    wanted: list[str],
) -> Iterator[tuple[Draw, tuple[tuple[str, int, int, int], ...], Path]]:
    for drawn, sizes, into in (
        (PLACES, _PLACE_SIZES, PHOTOS),
        (GOODS, _GOODS_SIZES, PHOTOS / "goods"),
    ):
        into.mkdir(parents=True, exist_ok=True)
        for draw in drawn:
            if not wanted or named(draw) in wanted:
                yield draw, sizes, into


def _paint(canvas: Canvas, browser: str, folder: Path) -> Image.Image:
    """Return the picture, 1920 pixels wide: twice what is kept, so that edges become smooth."""
    drawing, png = folder / "drawing.svg", folder / "painted.png"
    drawing.write_text(canvas.svg(wash=0.35 if canvas.width > 320 else 0), encoding="utf-8")
    height = 1920 * canvas.height // canvas.width
    page = folder / "page.html"
    page.write_text(f'<body style="margin:0"><img src="drawing.svg" width=1920 height={height}>')
    told = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    asked = (f"--window-size=1920,{height}", f"--screenshot={png}", page.as_uri())
    subprocess.run([browser, *told, *asked], check=True, stderr=subprocess.DEVNULL, timeout=300)
    with Image.open(BytesIO(png.read_bytes())) as image:
        return image.convert("RGB")


def _webp(image: Image.Image, most: int) -> bytes:
    """Return the best file that is small enough."""
    for quality in range(86, 20, -4):
        out = BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= most:
            return out.getvalue()
    raise ValueError(f"No quality makes this picture smaller than {most} bytes.")


main(sys.argv[1:])
