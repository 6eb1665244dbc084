"""What every picture is drawn with: a canvas, its colours, and chance that always falls the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Point = tuple[float, float]
Points = Sequence[Point]


class Dice:
    """Chance that falls the same on every machine and in every release of Python."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2654435761 + 12345) % 2**32

    def between(self, low: float, high: float) -> float:
        self._state = (self._state * 1664525 + 1013904223) % 2**32
        return low + (high - low) * self._state / 2**32


class Canvas:
    """Layers from back to front, 960 by 640 unless said otherwise; y grows downwards."""

    def __init__(self, seed: int = 1, *, width: int = 960, height: int = 640) -> None:
        self.dice = Dice(seed)
        self.width, self.height = width, height
        self._defs: list[str] = []
        self._layers: list[str] = []

    def put(self, *layers: str) -> None:
        self._layers += layers

    def gradient(self, *colours: str, across: bool = False) -> str:
        """A fill that runs from the first colour, at the top or left, to the last."""
        to = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        return self._define("linearGradient", to, colours)

    def glow(self, *colours: str) -> str:
        """A fill that runs from the middle outwards; at the rim its last colour is gone."""
        return self._define("radialGradient", "", [*colours[:-1], f"{colours[-1]}:0"])

    def clip(self, shape: str) -> str:
        """Return what keeps a group within a shape."""
        name = f"d{len(self._defs)}"
        self._defs.append(f'<clipPath id="{name}">{shape}</clipPath>')
        return f"url(#{name})"

    def svg(self, *, wash: float = 0.0) -> str:
        """Return the picture; `wash` is how much it is mottled, as watercolour on paper is."""
        size = f"{self.width} {self.height}"
        paper = _WASH.format(wash=wash, size=size) if wash else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">'
            f"<defs>{''.join(self._defs)}</defs>{''.join(self._layers)}{paper}</svg>"
        )

    def _define(self, kind: str, to: str, colours: Sequence[str]) -> str:
        name = f"d{len(self._defs)}"
        stops = []
        for number, colour in enumerate(colours):
            tone, _, opacity = colour.partition(":")
            fade = f' stop-opacity="{opacity}"' if opacity else ""
            at = number / (len(colours) - 1)
            stops.append(f'<stop offset="{at:.2g}" stop-color="{tone}"{fade}/>')
        self._defs.append(f'<{kind} id="{name}" {to}>{"".join(stops)}</{kind}>')
        return f"url(#{name})"


_WASH = (
    '<filter id="wash" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise"'
    ' baseFrequency=".012 .02" numOctaves="4" seed="7"/><feColorMatrix type="saturate" values="0"/>'
    '</filter><rect width="100%" height="100%" filter="url(#wash)" opacity="{wash}"'
    ' style="mix-blend-mode:soft-light"/>'
)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def attributes(told: dict[str, object]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{number(value) if isinstance(value, float) else value}"'
        for name, value in told.items()
    )


def path(d: str, fill: str = "none", **more: object) -> str:
    return f'<path d="{d}" fill="{fill}"{attributes(more)}/>'


def stroke(d: str, colour: str, width: float, **more: object) -> str:
    return path(d, "none", stroke=colour, stroke_width=width, stroke_linecap="round", **more)


def polygon(points: Points, fill: str, **more: object) -> str:
    return path(straight(points), fill, **more)


def blob(points: Points, fill: str, **more: object) -> str:
    """A closed shape that runs smoothly through all points."""
    return path(smooth(points, closed=True), fill, **more)


def ellipse(at: Point, rx: float, ry: float, fill: str, **more: object) -> str:
    told = attributes({"cx": float(at[0]), "cy": float(at[1]), "rx": float(rx), "ry": float(ry)})
    return f'<ellipse{told} fill="{fill}"{attributes(more)}/>'


def rect(at: Point, width: float, height: float, fill: str, **more: object) -> str:
    told = {"x": float(at[0]), "y": float(at[1]), "width": float(width), "height": float(height)}
    return f'<rect{attributes({**told})} fill="{fill}"{attributes(more)}/>'


def group(*parts: str, **more: object) -> str:
    return f"<g{attributes(more)}>{''.join(parts)}</g>"


def placed(*parts: str, at: Point, scale: float = 1, flip: bool = False, turn: float = 0) -> str:
    """Move a drawing that was made around the origin to where it stands."""
    wide = -scale if flip else scale
    how = f"translate({number(at[0])} {number(at[1])})"
    how += f" rotate({number(turn)})" if turn else ""
    how += f" scale({wide:.3g} {scale:.3g})" if (wide, scale) != (1, 1) else ""
    return group(*parts, transform=how)


def straight(points: Points, *, closed: bool = True) -> str:
    pairs = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f"M{pairs}{'Z' if closed else ''}"


def smooth(points: Points, *, closed: bool = False) -> str:
    """A curve through all points (Catmull and Rom's)."""
    many = len(points)

    def at(index: int) -> Point:
        return points[index % many] if closed else points[max(0, min(many - 1, index))]

    out = [f"M{number(points[0][0])},{number(points[0][1])}"]
    for index in range(many if closed else many - 1):
        before, start, end, after = (at(index + step) for step in (-1, 0, 1, 2))
        first = start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6
        second = end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6
        out.append("C" + " ".join(f"{number(x)},{number(y)}" for x, y in (first, second, end)))
    return "".join(out) + ("Z" if closed else "")


def spread(count: int, low: float, high: float) -> list[float]:
    """So many numbers at equal distances, the first and the last among them."""
    step = (high - low) / max(1, count - 1)
    return [low + step * index for index in range(count)]


Draw = Callable[[], Canvas]
