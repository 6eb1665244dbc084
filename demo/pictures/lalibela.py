"""Lalibela: the church in the rock, the round houses, the coffee."""

from __future__ import annotations

from pictures import land, plants
from pictures.canvas import (
    Canvas,
    Point,
    ellipse,
    group,
    path,
    polygon,
    rect,
    spread,
    stroke,
)
from pictures.motifs import hut, lamp, person

# How the ground of Lalibela is seen: from its horizon, and how much higher than the church one
# stands. Ground is measured in halves of the pit's width, from its middle.
_HORIZON, _TILT, _DEEP = -44.0, 1.625, 0.62
_ARM, _END = 0.21, 0.56
_CROSS = (
    (-_ARM, -_END), (_ARM, -_END), (_ARM, -_ARM), (_END, -_ARM), (_END, _ARM), (_ARM, _ARM),
    (_ARM, _END), (-_ARM, _END), (-_ARM, _ARM), (-_END, _ARM), (-_END, -_ARM), (-_ARM, -_ARM),
)  # fmt: skip


def _seen(u: float, v: float, deep: float = 0.0) -> Point:
    """Where a point of the ground, or so deep under it, is in the picture."""
    half = 1 / ((1 - v) / 2 / 232 + (1 + v) / 2 / 384)
    return 490 + (u - deep * 0.16) * half, _HORIZON + _TILT * half + deep * half


def lalibela() -> Canvas:
    """The church that was cut out of the rock, downwards, in the shape of a cross."""
    canvas = Canvas(71)
    land.sky(canvas, "#5fa7cf", "#bfdfe0", "#fdeac4", "#fdeac4")
    land.sun(canvas, (800, 110), 32)
    land.clouds(canvas, 70, "#ffffff", opacity=0.7)
    for y, high, tone in ((180, 44, "#a9b6c4"), (212, 40, "#b39a97"), (246, 28, "#b97f63")):
        land.land(canvas, land.crest(canvas, y, high, waves=5, rough=0.16), tone, rough=True)
        land.haze(canvas, y - 6, 60, "#fdeac4", 0.5)
    land.land(
        canvas,
        land.crest(canvas, 278, 8, waves=3),
        canvas.gradient("#a5a35c", "#c98a5a", "#b5623f", "#94452f"),
    )
    for x, w in ((96, 92), (206, 74), (866, 104)):
        hut(canvas, (x, 326 - (x % 7)), w, ("#b98a68", "#6f4a38"), ("#c9a060", "#7a5a30"))
    for x, size in ((20, 120), (280, 80), (760, 96), (948, 130)):
        plants.tree(canvas, (x, 316), size, ("#3c5a3a", "#577a48", "#8da35c"), "#4b3222")
    _rock(canvas)
    _pit(canvas)
    _church(canvas)
    for u, v, robe in (
        (-1.14, -0.3, "#fffaf0"),
        (-1.2, -0.1, "#fbf1e0"),
        (1.12, -0.5, "#fffaf0"),
        (1.12, 0.2, "#f6ead6"),
        (1.2, 0.26, "#fffaf0"),
        (-0.76, 1.1, "#fffaf0"),
        (-0.66, 1.14, "#f3e3c8"),
        (0.8, 1.1, "#fffaf0"),
    ):
        at = _seen(u, v)
        canvas.put(
            ellipse((at[0] + 10, at[1]), 18, 4, "#4a2015", opacity=0.4),
            person(at, 44 + 30 * (v + 1) / 2, robe, "#ffffff"),
        )
    return canvas


def _rock(canvas: Canvas) -> None:
    for _ in range(46):
        x, y = canvas.dice.between(-20, 960), canvas.dice.between(330, 632)
        long = canvas.dice.between(30, 120)
        canvas.put(
            stroke(
                f"M{x:.0f},{y:.0f}q{long * 0.5:.0f},{canvas.dice.between(-8, 8):.0f} {long:.0f},0",
                "#7d3826",
                2,
                opacity=0.3,
            )
        )
    for x in spread(30, 0, 960):
        land_at = x, canvas.dice.between(606, 640)
        plants.bush(canvas, land_at, canvas.dice.between(10, 34), "#7c8a45", "#a8ad5c")


def _pit(canvas: Canvas) -> None:
    rim = [_seen(u, v) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    outer = [_seen(u, v) for u, v in ((-1.06, -1.1), (1.06, -1.1), (1.06, 1.08), (-1.06, 1.08))]
    canvas.put(polygon(outer, "#d9946a"))
    floor = [_seen(u, v, _DEEP) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    back = [rim[0], rim[1], floor[1], floor[0]]
    left, right = [rim[0], floor[0], floor[3], rim[3]], [rim[1], floor[1], floor[2], rim[2]]
    canvas.put(
        group(
            polygon(floor, canvas.gradient("#7b3626", "#5a2519")),
            polygon(back, canvas.gradient("#c06a48", "#7d3826")),
            polygon(left, canvas.gradient("#b05a3c", "#6b2d20")),
            polygon(right, canvas.gradient("#7d3826", "#4a1e16")),
            clip_path=canvas.clip(polygon(rim, "#000")),
        )
    )


def _church(canvas: Canvas) -> None:
    rim = [_seen(u, v) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    front, side = canvas.gradient("#d98a5f", "#a34f35"), canvas.gradient("#8a412d", "#4f2018")
    walls = []
    edges = list(zip(_CROSS, (*_CROSS[1:], _CROSS[0]), strict=True))
    # What is further away is drawn first, and may be hidden by what is nearer.
    for start, end in sorted(edges, key=lambda edge: edge[0][1] + edge[1][1]):
        faces_us, faces_right = end[0] < start[0], end[1] > start[1]
        if faces_us or faces_right:
            corners = [_seen(*start), _seen(*end), _seen(*end, _DEEP), _seen(*start, _DEEP)]
            walls.append(polygon(corners, front if faces_us else side))
            walls += _openings(start, end) if faces_us else []
    canvas.put(group(*walls, clip_path=canvas.clip(polygon(rim, "#000"))))
    for shrink, tone in (
        (1.0, "#eaa67a"),
        (0.84, "#c9764f"),
        (0.78, "#eeb084"),
        (0.6, "#c9764f"),
        (0.54, "#f3bb90"),
        (0.34, "#c9764f"),
        (0.28, "#f6c79e"),
    ):
        # The lines of the roof keep their distance from its rim at every place.
        inset = (1 - shrink) * 0.2
        points = [
            _seen(u - inset * (1 if u > 0 else -1), v - inset * (1 if v > 0 else -1))
            for u, v in _CROSS
        ]
        canvas.put(polygon(points, tone))


def _openings(start: Point, end: Point) -> list[str]:
    """Windows of a wall that faces us, and bands that run along it."""
    found, v = [], start[1]
    for deep in (0.06, 0.36):
        a, b = _seen(start[0], v, deep), _seen(end[0], v, deep)
        found.append(
            stroke(f"M{a[0]:.0f},{a[1]:.0f}L{b[0]:.0f},{b[1]:.0f}", "#7d3826", 3, opacity=0.6)
        )
    for part in (0.25, 0.5, 0.75):
        u = start[0] + (end[0] - start[0]) * part
        x, y = _seen(u, v, 0.16)
        found.append(path(f"M{x - 6:.0f},{y + 22:.0f}v-16q0,-10 6,-14q6,4 6,14v16Z", "#3f1811"))
    return found


def lalibela_coffee() -> Canvas:
    """Coffee, roasted before your eyes: fresh grass, the black pot and small cups."""
    canvas = Canvas(75)
    canvas.put(rect((0, 0), 960, 640, canvas.gradient("#c9946a", "#9a5f40")))
    for _ in range(70):
        x, y, w = (
            canvas.dice.between(-30, 960),
            canvas.dice.between(-10, 330),
            canvas.dice.between(50, 110),
        )
        tone = ("#b98258", "#d6a67c", "#a66f4a", "#c08c64")[int(canvas.dice.between(0, 3.99))]
        canvas.put(rect((x, y), w, w * 0.5, tone, rx=12.0, opacity=0.55))
    canvas.put(
        path("M560,0h220v250h-220Z", "#5a3423"),
        path("M576,16h188v218h-188Z", canvas.gradient("#bfe0e2", "#fbe6b8", "#c9b56a")),
    )
    canvas.put(
        path("M576,180q60,-60 100,-30t88,-20v104h-188Z", "#8aa05a"),
        path("M576,206q70,-30 188,-16v44h-188Z", "#b07a4a"),
        stroke("M670,16v218M576,120h188", "#5a3423", 7),
    )
    canvas.put(polygon([(560, 250), (780, 250), (960, 640), (180, 640)], "#ffe2a6", opacity=0.18))
    canvas.put(rect((0, 350), 960, 290, canvas.gradient("#8a5236", "#a5663f")))
    for _ in range(520):
        # Cut grass is strewn for it, so the blades lie as they fell.
        x, y = canvas.dice.between(-10, 960), canvas.dice.between(366, 640)
        away = canvas.dice.between(-26, 26), canvas.dice.between(-12, 12)
        tone = ("#8fa944", "#6b8a38", "#b5c35a", "#4f6f2e")[int(canvas.dice.between(0, 3.99))]
        canvas.put(
            stroke(
                f"M{x:.0f},{y:.0f}q{away[0] * 0.4:.0f},{away[1] - 5:.0f} {away[0]:.0f},{away[1]:.0f}",
                tone,
                3,
            )
        )
    _brazier(canvas)
    _tray(canvas)
    return canvas


def _brazier(canvas: Canvas) -> None:
    canvas.put(
        ellipse((256, 548), 130, 18, "#3a1f10", opacity=0.5),
        path("M166,440h180l-30,104h-120Z", canvas.gradient("#8a4a30", "#4f271b")),
        ellipse((256, 440), 92, 22, "#3a1c14"), ellipse((256, 438), 80, 16, canvas.gradient("#ff9a3c", "#d8432f")),
        path("M220,502h72v34h-72Z", "#2c1510"), ellipse((256, 520), 80, 44, canvas.glow("#ff9a3c:.6", "#ff7a2c")),
    )  # fmt: skip
    for x in spread(9, 190, 322):
        canvas.put(
            ellipse((x, 436 + canvas.dice.between(-5, 5)), 11, 8, "#3a2320"),
            ellipse((x + 4, 434), 4, 3, "#ffb35a"),
        )
    clay = canvas.gradient("#4a3a36", "#241a19", across=True)
    canvas.put(
        stroke("M320,330Q384,330 352,398", "#2b201e", 14),
        path("M214,330Q196,318 176,280Q190,282 204,294Q220,310 240,322Z", "#3a2d2a"),
        path("M232,236h50l-6,70C334,326 352,372 332,410Q312,440 256,440T180,410C160,372 182,326 238,306Z", clay),
        ellipse((257, 236), 26, 8, "#3a2d2a"), path("M240,232q17,-34 34,0Z", "#b98a4a"),
        stroke("M196,356q60,22 122,0", "#7a625a", 3), stroke("M204,336q10,-14 24,-20", "#9a827a", 5),
    )  # fmt: skip
    for dx, lift in ((-30, 0), (0, -30), (26, -10)):
        steam = f"M{250 + dx},{206 + lift}q-26,-36 0,-66t4,-70"
        canvas.put(stroke(steam, "#fff3df", 9, opacity=0.28))


def _tray(canvas: Canvas) -> None:
    wood = canvas.gradient("#a8683c", "#6b3d24")
    canvas.put(
        ellipse((640, 588), 290, 30, "#3a1f10", opacity=0.5),
        path("M370,520h540l-30,70h-480Z", canvas.gradient("#7a4629", "#4f2b1a")),
        ellipse((640, 516), 274, 56, wood),
        ellipse((640, 510), 252, 46, "#8f5833"),
    )
    for x, y in (
        (470, 494),
        (560, 482),
        (650, 478),
        (740, 482),
        (820, 496),
        (520, 524),
        (616, 520),
        (712, 520),
    ):
        canvas.put(
            ellipse((x, y + 16), 38, 9, "#5d3620"), ellipse((x, y + 12), 36, 8, "#fdf6e8"),
            path(f"M{x - 26},{y - 22}h52q0,30 -16,34h-20q-16,-4 -16,-34Z", canvas.gradient("#ffffff", "#dccdb8", across=True)),
            ellipse((x, y - 22), 26, 7, "#fffaf0"), ellipse((x, y - 21), 22, 5, "#3a1f12"),
            stroke(f"M{x - 24},{y - 10}q24,10 48,0", "#2f8a5a", 3), stroke(f"M{x - 22},{y - 4}q22,9 44,0", "#d8432f", 2.4),
        )  # fmt: skip
    canvas.put(ellipse((880, 596), 74, 20, "#5d3620"), ellipse((880, 590), 70, 18, "#d9b070"))
    for _ in range(60):
        at = canvas.dice.between(824, 936), canvas.dice.between(578, 598)
        seam = f"M{at[0] - 3:.0f},{at[1]:.0f}h6"
        canvas.put(ellipse(at, 6, 4, "#54301b"), stroke(seam, "#2f180d", 1.4))


def lalibela_night() -> Canvas:
    """The round houses after dark, each with its light."""
    canvas = Canvas(78)
    land.sky(canvas, "#101a3c", "#2b2f63", "#6b4f7e", "#d98a74", "#f0b27c")
    land.stars(canvas, 200, 300)
    canvas.put(
        ellipse((190, 120), 120, 120, canvas.glow("#fff4d8:.4", "#fff4d8")),
        path("M180,92a34,34 0 1 0 36,46a28,28 0 1 1 -36,-46Z", "#fff4d8"),
    )
    for y, high, tone in ((300, 44, "#4a3f6c"), (340, 34, "#352d54")):
        land.land(canvas, land.crest(canvas, y, high, waves=5, rough=0.14), tone, rough=True)
    land.land(canvas, land.crest(canvas, 384, 12, waves=3), canvas.gradient("#4a3547", "#2a1d30"))
    for x, y, w in ((120, 414, 110), (300, 400, 84), (640, 398, 90), (830, 420, 130)):
        canvas.put(ellipse((x, y - 10), w, w * 0.6, canvas.glow("#ffb85c:.5", "#ff9a3c")))
        hut(canvas, (x, y), w, ("#a8704f", "#4a2f38"), ("#8f6a4a", "#3a2a38"))
    canvas.put(ellipse((480, 470), 330, 160, canvas.glow("#ffb85c:.55", "#ff9a3c:.2", "#ff9a3c")))
    hut(canvas, (480, 508), 280, ("#d9986a", "#6f4340"), ("#b98a52", "#54393c"))
    canvas.put(
        path(
            "M456,520C440,560 380,600 330,660H640C590,600 520,560 504,520Z",
            canvas.gradient("#f0b26a:.8", "#8a5a48:.6"),
        )
    )
    canvas.put(
        lamp(canvas, (350, 548), 15),
        lamp(canvas, (640, 556), 17),
        person((560, 540), 96, "#fff3df", "#ffffff"),
    )
    plants.tree(canvas, (930, 560), 330, ("#141a33", "#1d2440", "#2c3350"), "#1a1526")
    land.grass(canvas, 642, 10, "#1a1526", "#2c2338", "#4a3547", count=90)
    return canvas
