"""Sky, hills, water and light."""

from __future__ import annotations

from math import cos, pi, sin

from pictures.canvas import (
    Canvas,
    Point,
    ellipse,
    group,
    path,
    rect,
    smooth,
    spread,
    straight,
    stroke,
)


def sky(canvas: Canvas, *colours: str) -> None:
    canvas.put(rect((0, 0), canvas.width, canvas.height, canvas.gradient(*colours)))


def sun(canvas: Canvas, at: Point, radius: float, colour: str = "#fff4d6") -> None:
    canvas.put(
        ellipse(at, radius * 7, radius * 7, canvas.glow(f"{colour}:.75", f"{colour}:.2", colour)),
        ellipse(at, radius, radius, colour),
    )


def clouds(canvas: Canvas, y: float, colour: str, *, count: int = 4, opacity: float = 0.6) -> None:
    """Long flat clouds, each of a few soft lobes."""
    for middle in spread(count, 40, canvas.width - 60):
        x, at = middle + canvas.dice.between(-70, 70), y + canvas.dice.between(-40, 40)
        long = canvas.dice.between(60, 130)
        lobes = [
            ellipse((x + long * step, at - 6 * cos(step * 2)), long * 0.45, 9, colour)
            for step in (-0.7, -0.2, 0.25, 0.8)
        ]
        canvas.put(group(*lobes, ellipse((x, at + 4), long, 7, colour), opacity=opacity))


def stars(canvas: Canvas, count: int, until: float) -> None:
    for _ in range(count):
        at = canvas.dice.between(0, canvas.width), canvas.dice.between(0, until)
        size = canvas.dice.between(0.6, 1.9)
        canvas.put(ellipse(at, size, size, "#fff6df", opacity=canvas.dice.between(0.35, 1)))


def birds(canvas: Canvas, *at: Point, colour: str = "#3d3a3a", size: float = 9) -> None:
    for x, y in at:
        wings = f"M{x - size},{y - size * 0.45}Q{x - size * 0.3},{y - size * 0.5} {x},{y}"
        wings += f"Q{x + size * 0.3},{y - size * 0.5} {x + size},{y - size * 0.45}"
        canvas.put(stroke(wings, colour, 2))


def crest(
    canvas: Canvas, y: float, height: float, *, waves: int = 3, rough: float = 0.0
) -> list[Point]:
    """The line of a range of hills from left to right; rough ones are rock, others are grass."""
    phases = [canvas.dice.between(0, 2 * pi) for _ in range(3)]
    count = 49 if rough else 25
    points = []
    for x in spread(count, -20, canvas.width + 20):
        at = x / canvas.width * 2 * pi
        up = sin(at * waves / 2 + phases[0]) * 0.6 + sin(at * waves + phases[1]) * 0.3
        up += sin(at * waves * 2.3 + phases[2]) * 0.1
        up += canvas.dice.between(-rough, rough)
        points.append((x, y - height * up))
    return points


def land(canvas: Canvas, line: list[Point], fill: str, *, rough: bool = False) -> None:
    """Fill what lies under a crest, down to the bottom."""
    upper = straight(line, closed=False) if rough else smooth(line)
    canvas.put(path(f"{upper}L{canvas.width + 20},{canvas.height}L-20,{canvas.height}Z", fill))


def haze(canvas: Canvas, y: float, height: float, colour: str, opacity: float = 0.7) -> None:
    """Mist that lies in a valley."""
    fade = canvas.gradient(f"{colour}:0", f"{colour}:{opacity}", f"{colour}:0")
    canvas.put(rect((0, y), canvas.width, height, fade))


def water(canvas: Canvas, y: float, *colours: str) -> None:
    canvas.put(rect((0, y), canvas.width, canvas.height - y, canvas.gradient(*colours)))


def ripples(
    canvas: Canvas, top: float, bottom: float, colour: str, *, count: int = 60, opacity: float = 0.5
) -> None:
    """Short strokes that grow towards us."""
    for _ in range(count):
        near = canvas.dice.between(0, 1) ** 1.4
        x, y = canvas.dice.between(-20, canvas.width), top + (bottom - top) * near
        long = 14 + 70 * near * canvas.dice.between(0.4, 1)
        canvas.put(stroke(f"M{x:.0f},{y:.0f}h{long:.0f}", colour, 1 + 1.8 * near, opacity=opacity))


def glitter(canvas: Canvas, x: float, top: float, bottom: float, colour: str) -> None:
    """The sun's road on water."""
    for y in spread(24, top, bottom):
        near = (y - top) / (bottom - top)
        wide = 14 + 70 * near * canvas.dice.between(0.3, 1)
        at = x + canvas.dice.between(-18, 18) * (0.4 + near)
        fade = 0.85 - 0.5 * near
        line = f"M{at - wide / 2:.0f},{y:.0f}h{wide:.0f}"
        canvas.put(stroke(line, colour, 1.5 + 3 * near, opacity=f"{fade:.2f}"))


def grass(canvas: Canvas, y: float, depth: float, *colours: str, count: int = 90) -> None:
    """Blades that stand along the foreground."""
    for index in range(count):
        x = canvas.dice.between(-10, canvas.width + 10)
        foot = y + canvas.dice.between(0, depth)
        high, lean = canvas.dice.between(12, 34), canvas.dice.between(-9, 9)
        blade = f"M{x:.0f},{foot:.0f}q{lean * 0.2:.0f},{-high * 0.6:.0f} {lean:.0f},{-high:.0f}"
        blade += f"q{-lean * 0.3 + 3:.0f},{high * 0.5:.0f} {-lean + 4:.0f},{high:.0f}Z"
        canvas.put(path(blade, colours[index % len(colours)]))
