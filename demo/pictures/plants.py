"""Trees and leaves, drawn around the foot of their stem."""

from __future__ import annotations

from math import cos, pi, radians, sin

from pictures.canvas import Canvas, Point, blob, ellipse, group, path, placed, spread, stroke


def crown(canvas: Canvas, at: Point, radius: float, *tones: str) -> str:
    """Foliage in three tones, lit from the upper left: shade, leaf, light."""
    x, y = at
    shade, leaf, light = tones
    parts = []
    for tone, shift, size, count in ((shade, 0.0, 1.0, 13), (leaf, 0.14, 0.82, 11)):
        for angle in spread(count, 0, 2 * pi):
            off = radius * 0.62 * size
            here = x + cos(angle) * off * 1.25 - radius * shift, y + sin(angle) * off * 0.8
            lobe = radius * canvas.dice.between(0.3, 0.46) * size
            parts.append(ellipse((here[0], here[1] - radius * shift), lobe, lobe * 0.9, tone))
        middle = x - radius * shift, y - radius * shift
        parts.append(ellipse(middle, radius * 0.9 * size, radius * 0.62 * size, tone))
    for _ in range(34):
        angle, off = canvas.dice.between(pi * 0.8, pi * 1.8), canvas.dice.between(0.1, 0.95)
        here = x + cos(angle) * radius * off * 1.05, y + sin(angle) * radius * off * 0.7
        lobe = radius * canvas.dice.between(0.035, 0.085)
        parts.append(ellipse(here, lobe * 1.7, lobe, light, opacity=0.8))
    return group(*parts)


def tree(canvas: Canvas, at: Point, height: float, tones: tuple[str, str, str], bark: str) -> None:
    """A broad tree with a forked stem."""
    x, y = at
    w = height * 0.06
    trunk = f"M{x - w},{y}C{x - w * 0.5},{y - height * 0.2} {x - w * 0.6},{y - height * 0.3}"
    trunk += f" {x - w * 2.6},{y - height * 0.58}L{x - w * 1.6},{y - height * 0.6}"
    trunk += f"L{x},{y - height * 0.4}L{x + w * 1.8},{y - height * 0.62}L{x + w * 2.6},"
    trunk += f"{y - height * 0.6}C{x + w},{y - height * 0.3} {x + w * 0.6},{y - height * 0.2}"
    trunk += f" {x + w * 1.4},{y}Z"
    canvas.put(path(trunk, bark), crown(canvas, (x, y - height * 0.72), height * 0.4, *tones))


def acacia(canvas: Canvas, at: Point, height: float, leaf: str, light: str, bark: str) -> None:
    """A thorn tree: bent stems, and a crown as flat as a table."""
    x, y = at
    top = y - height
    for reach, bend in ((-0.5, -0.1), (-0.12, 0.06), (0.28, 0.1), (0.55, 0.2)):
        line = f"M{x},{y}C{x + height * bend},{y - height * 0.4} {x + height * reach * 0.5},"
        line += f"{y - height * 0.55} {x + height * reach},{top + height * 0.12}"
        canvas.put(stroke(line, bark, height * 0.035))
    canvas.put(stroke(f"M{x},{y}q{height * 0.01},{-height * 0.2} 0,{-height * 0.34}", bark, 9))
    for off, wide, up in ((-0.42, 0.34, 0.02), (0.45, 0.36, 0.0), (0, 0.62, 0.1), (0.1, 0.4, 0.17)):
        here = x + height * off, top + height * (0.1 - up)
        canvas.put(ellipse(here, height * wide, height * 0.075, leaf))
        canvas.put(ellipse((here[0] - 6, here[1] - 5), height * wide * 0.8, height * 0.035, light))


def palm(canvas: Canvas, at: Point, height: float, lean: float, *tones: str) -> None:
    """A coconut palm; tones are bark, the fronds behind and the fronds in front."""
    x, y = at
    bark, behind, front = tones
    top = x + lean, y - height
    w = height * 0.022
    stem = f"M{x - w * 1.6},{y}Q{x + lean * 0.2},{y - height * 0.5} {top[0] - w * 0.7},{top[1]}"
    stem += f"h{w * 1.4}Q{x + lean * 0.2 + w * 2.4},{y - height * 0.5} {x + w * 1.8},{y}Z"
    canvas.put(path(stem, bark))
    for tone, angles in (
        (behind, (-172, -140, -105, -70, -38, -5)),
        (front, (-200, -155, -120, -85, -52, -20, 18)),
    ):
        for angle in angles:
            canvas.put(_frond(canvas, top, height * 0.42, angle, tone))
    for dx, dy in ((-0.02, 0.02), (0.022, 0.024), (0.0, 0.04)):
        nut = top[0] + height * dx, top[1] + height * dy
        canvas.put(ellipse(nut, height * 0.02, height * 0.024, bark))


def _frond(canvas: Canvas, at: Point, length: float, angle: float, tone: str) -> str:
    long = length * canvas.dice.between(0.85, 1.1)
    way = radians(angle)
    tip = at[0] + cos(way) * long, at[1] + sin(way) * long * 0.7 + long * 0.34
    high = at[0] + cos(way) * long * 0.5, at[1] + sin(way) * long * 0.75 - long * 0.1
    out = f"M{at[0]:.1f},{at[1]:.1f}Q{high[0]:.1f},{high[1]:.1f} {tip[0]:.1f},{tip[1]:.1f}"
    out += f"Q{high[0]:.1f},{high[1] + long * 0.24:.1f} {at[0]:.1f},{at[1]:.1f}Z"
    teeth = []
    for step in (0.3, 0.45, 0.6, 0.75, 0.9):
        a, b = (1 - step) ** 2, 2 * step * (1 - step)
        x = a * at[0] + b * high[0] + step**2 * tip[0]
        y = a * at[1] + b * high[1] + step**2 * tip[1] + long * 0.1 * step * (1.15 - step) * 2
        fall = long * 0.2 * (1.2 - step)
        teeth.append(f"M{x:.1f},{y - 3:.1f}l{cos(way) * long * 0.07:.1f},{fall:.1f}")
    return path(out, tone) + stroke("".join(teeth), tone, max(1.5, long * 0.03))


def banana(canvas: Canvas, at: Point, height: float, *tones: str) -> None:
    """A plantain of a few great leaves; tones are the dark side, the light side and the rib."""
    dark, light, rib = tones
    for angle in (-160, -20, -140, -42, -118, -64, -90):
        long = height * canvas.dice.between(0.75, 1.05)
        canvas.put(placed(_big_leaf(long, dark, light, rib), at=at, turn=angle + 90))


def _big_leaf(long: float, dark: str, light: str, rib: str) -> str:
    w = long * 0.13
    left = f"M0,0C{-w * 0.4},{-long * 0.2} {-w * 1.5},{-long * 0.6} 0,{-long}Z"
    right = f"M0,0C{w * 0.4},{-long * 0.2} {w * 1.5},{-long * 0.6} 0,{-long}Z"
    return path(left, light) + path(right, dark) + stroke(f"M0,0V{-long * 0.96}", rib, long * 0.012)


def leaves(canvas: Canvas, at: Point, size: float, tones: tuple[str, str], *turns: float) -> None:
    """A spray of leaves that hangs into the picture from its rim."""
    for index, angle in enumerate(turns):
        long = size * canvas.dice.between(0.7, 1)
        w = long * 0.2
        leaf = f"M0,0C{-w},{-long * 0.3} {-w},{-long * 0.7} 0,{-long}C{w},{-long * 0.7}"
        leaf += f" {w},{-long * 0.3} 0,0Z"
        vein = stroke(f"M0,{-long * 0.08}V{-long * 0.9}", tones[1 - index % 2], long * 0.012)
        canvas.put(placed(path(leaf, tones[index % 2]), vein, at=at, turn=angle))


def bush(canvas: Canvas, at: Point, width: float, *tones: str) -> None:
    x, y = at
    for tone, share in zip(tones, (1.0, 0.75, 0.45), strict=False):
        points = [(x - width * 0.5 * share, y)]
        for step in spread(6, -0.42, 0.42):
            up = width * share * canvas.dice.between(0.2, 0.42) * cos(step * 2.6)
            points.append((x + step * width * share - width * 0.06 * (1 - share), y - up))
        points.append((x + width * 0.5 * share, y))
        canvas.put(blob(points, tone))


def flowers(canvas: Canvas, low: Point, high: Point, *colours: str, count: int = 40) -> None:
    for index in range(count):
        at = canvas.dice.between(low[0], high[0]), canvas.dice.between(low[1], high[1])
        size = canvas.dice.between(2, 4.2)
        canvas.put(ellipse(at, size, size * 0.85, colours[index % len(colours)]))


def papyrus(canvas: Canvas, at: Point, height: float, *tones: str) -> None:
    """Reeds that end in tufts."""
    for _ in range(9):
        x, lean = at[0] + canvas.dice.between(-26, 26), canvas.dice.between(-26, 26)
        high = height * canvas.dice.between(0.6, 1.05)
        top = x + lean, at[1] - high
        bow = f"M{x},{at[1]}Q{x + lean * 0.2},{at[1] - high * 0.6} {top[0]},{top[1]}"
        canvas.put(stroke(bow, tones[0], 2.4))
        for angle in spread(9, -170, -10):
            way = radians(angle)
            tuft = f"M{top[0]},{top[1]}q{cos(way) * 9},{sin(way) * 15} {cos(way) * 22},"
            tuft += f"{sin(way) * 15 + 6}"
            canvas.put(stroke(tuft, tones[1], 1.6))
