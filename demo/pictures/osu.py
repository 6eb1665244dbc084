"""Osu in Accra: the street, and the room above it."""

from __future__ import annotations

from pictures import land, plants
from pictures.canvas import (
    Canvas,
    Point,
    blob,
    ellipse,
    group,
    path,
    rect,
    spread,
    stroke,
)
from pictures.motifs import bulbs, person

_FRONTS: tuple[tuple[float, float, float, str, str], ...] = (
    (-20, 190, 170, "#c65a4a", "#f2c27a"),
    (150, 236, 150, "#2f7f86", "#f7e2b0"),
    (300, 150, 190, "#e0a03f", "#7a3b4f"),
    (490, 216, 160, "#8a4f7d", "#f5d08a"),
    (650, 170, 170, "#d97b4f", "#2e5f74"),
    (820, 228, 170, "#4f8a6a", "#f8dca0"),
)


def osu() -> Canvas:
    """The liveliest street of Accra from the balcony, when its lights go on."""
    canvas = Canvas(63)
    land.sky(canvas, "#2c2a5e", "#6b4a86", "#d1708a", "#f9b27c", "#f9b27c")
    land.stars(canvas, 60, 130)
    canvas.put(
        ellipse((776, 92), 90, 90, canvas.glow("#fff4d8:.5", "#fff4d8")),
        ellipse((776, 92), 26, 26, "#fff4d8"),
    )
    for foot, high, lean in ((250, 200, 20), (610, 236, -26), (926, 210, 22)):
        plants.palm(canvas, (foot, 330), high, lean, "#33264a", "#2f2950", "#3b3059")
    for x, top, wide, tone, trim in _FRONTS:
        _front(canvas, (x, top), wide, tone, trim)
    canvas.put(
        rect((-10, 424), 980, 60, canvas.gradient("#8a6a70", "#5a4660")),
        rect((-10, 450), 980, 190, canvas.gradient("#4a3c58", "#2c2540")),
    )
    for left in spread(8, 30, 900):
        canvas.put(path(f"M{left:.0f},486h56l-8,8h-58Z", "#f3d9a0", opacity=0.5))
    _stalls(canvas)
    _taxi(canvas, (350, 492), "#b8452f")
    _taxi(canvas, (640, 484), "#2d6f92")
    for stand, robe, wrap in (
        (118, "#e8a531", "#7c2f5d"),
        (222, "#f3ead8", "#c8402f"),
        (560, "#2b8a7a", "#f4d58d"),
        (748, "#d8432f", "#fff0d0"),
        (784, "#5b4a9c", "#f2b84b"),
    ):
        canvas.put(person((stand, 462), 62, robe, wrap))
    bulbs(canvas, (-10, 120), (480, 96), 70)
    bulbs(canvas, (480, 96), (970, 130), 60)
    _balcony(canvas)
    return canvas


def _front(canvas: Canvas, at: Point, wide: float, tone: str, trim: str) -> None:
    x, top = at
    canvas.put(
        rect((x, top), wide, 440 - top, tone),
        rect((x, top), wide, 440 - top, canvas.gradient("#1b1440:.0", "#1b1440:.25")),
    )
    canvas.put(
        rect((x - 3, top - 8), wide + 6, 12, trim),
        rect((x + wide - 16, top + 4), 16, 436 - top, "#1b1440", opacity=0.18),
    )
    lit, rows = ("#ffdf8f", "#ffc35e", "#3c3358"), int((400 - top) // 62)
    for row in range(rows):
        for column in spread(3, x + 22, x + wide - 52):
            glass = lit[int(canvas.dice.between(0, 2.7))]
            y = top + 22 + row * 58
            canvas.put(
                rect((column - 3, y - 3), 34, 40, trim, rx=2.0), rect((column, y), 28, 34, glass)
            )
            canvas.put(stroke(f"M{column + 14:.0f},{y:.0f}v34", trim, 2))
    shop = 440 - 62
    canvas.put(
        rect((x + 10, shop), wide - 26, 62, "#ffd27a"),
        rect((x + 10, shop), wide - 26, 62, canvas.gradient("#fff1c2:.7", "#e2803a:.5")),
    )
    for index, px in enumerate(spread(8, x + 4, x + wide - 34)):
        canvas.put(
            path(
                f"M{px:.0f},{shop - 12}h{wide / 8:.1f}l4,26h-{wide / 8 + 2:.1f}Z",
                trim if index % 2 else "#fff3dc",
            )
        )


def _stalls(canvas: Canvas) -> None:
    for x, tone, other in (
        (46, "#d8432f", "#fff0d0"),
        (478, "#f2b84b", "#2b7a78"),
        (874, "#2d7f92", "#fff0d0"),
    ):
        canvas.put(ellipse((x, 420), 110, 60, canvas.glow("#ffd98a:.6", "#ffb648")))
        canvas.put(stroke(f"M{x},376v92", "#3a2a33", 5))
        for index in range(6):
            left = x - 66 + index * 22
            canvas.put(
                path(
                    f"M{x},352Q{left},356 {left},392Q{left + 11},400 {left + 22},392Q{left + 22},356 {x},352Z",
                    tone if index % 2 else other,
                )
            )
        canvas.put(rect((x - 44, 436), 88, 34, "#7a4a33", rx=3.0))
        for index, px in enumerate(spread(7, x - 36, x + 36)):
            canvas.put(ellipse((px, 432), 8, 7, ("#f4a63a", "#d8432f", "#8fb546")[index % 3]))


def _taxi(canvas: Canvas, at: Point, tone: str) -> None:
    x, y = at
    canvas.put(
        ellipse((x, y + 34), 84, 8, "#150f24", opacity=0.5),
        path(f"M{x - 76},{y + 26}V{y + 2}Q{x - 72},{y - 8} {x - 50},{y - 10}L{x - 30},{y - 34}H{x + 24}L{x + 48},{y - 10}Q{x + 76},{y - 6} {x + 78},{y + 26}Z", tone),
        path(f"M{x - 76},{y + 26}V{y + 2}Q{x - 72},{y - 8} {x - 44},{y - 9}L{x - 44},{y + 26}ZM{x + 48},{y - 10}Q{x + 76},{y - 6} {x + 78},{y + 26}H{x + 46}Z", "#f4b22f"),
        path(f"M{x - 40},{y - 11}L{x - 24},{y - 29}H{x - 4}V{y - 11}ZM{x + 2},{y - 11}V{y - 29}H{x + 20}L{x + 36},{y - 11}Z", "#ffe6ae"),
        ellipse((x - 46, y + 28), 14, 14, "#191322"), ellipse((x - 46, y + 28), 6, 6, "#b9b2c4"),
        ellipse((x + 46, y + 28), 14, 14, "#191322"), ellipse((x + 46, y + 28), 6, 6, "#b9b2c4"),
        ellipse((x + 76, y + 8), 40, 22, canvas.glow("#fff1c0:.8", "#ffe19a")),
        ellipse((x - 75, y + 8), 4, 6, "#ff5b45"), rect((x - 12, y - 42), 22, 9, "#ffe19a", rx=2.0),
    )  # fmt: skip


def _balcony(canvas: Canvas) -> None:
    rail = "#1d1628"
    canvas.put(
        rect((0, 618), 960, 22, canvas.gradient("#6b3f35", "#3b2430")),
        rect((0, 532), 960, 11, rail),
        rect((0, 608), 960, 8, rail),
    )
    for x in spread(17, 10, 950):
        canvas.put(stroke(f"M{x:.0f},540q-16,18 0,34q16,18 0,34", rail, 4))
    for x, size in ((84, 1.0), (880, 1.1)):
        plants.leaves(
            canvas, (x, 592), 150 * size, ("#1f4d47", "#2f6f58"), -58, -32, -8, 16, 40, 62
        )
        canvas.put(
            path(f"M{x - 40},584h80l-12,60h-56Z", canvas.gradient("#c9663f", "#7d3a2c")),
            rect((x - 44, 578), 88, 12, "#d9774a"),
        )
    canvas.put(
        ellipse((486, 584), 100, 13, "#8a5a3d"), ellipse((486, 580), 100, 13, "#b9794c"), stroke("M486,590v60", "#3b2430", 9),
        path("M452,574l5,-34h26l5,34Z", "#e9f3ea", opacity=0.75), path("M454,562l3,-10h24l3,10Z", "#e2793a", opacity=0.8),
        path("M506,576q18,8 40,0l-6,-14h-28Z", "#f4ead6"), ellipse((526, 562), 16, 4, "#d99a3a"),
        *(ellipse((518 + index * 8, 559), 4.6, 3.6, "#e8b04a") for index in range(3)),
    )  # fmt: skip


def osu_room() -> Canvas:
    """The sofa under the window, and the evening behind it."""
    canvas = Canvas(66)
    canvas.put(rect((0, 0), 960, 640, canvas.gradient("#e9b98f", "#dfa277")))
    view = rect((286, 62), 388, 250, "#000")
    canvas.put(rect((286, 62), 388, 250, canvas.gradient("#4a3f7c", "#b0638c", "#f5a878")))
    inside = []
    for x, y, w in (
        (280, 220, 90),
        (364, 250, 70),
        (430, 200, 84),
        (510, 240, 76),
        (582, 214, 100),
    ):
        inside.append(rect((x, y), w, 120, "#3a2f5c"))
        inside += [
            rect((x + 12 + dx, y + 14 + dy), 11, 14, "#ffd07a")
            for dx in (0, 24, 46)
            for dy in (0, 30)
        ]
    canvas.put(group(*inside, ellipse((590, 118), 18, 18, "#fff4d8"), clip_path=canvas.clip(view)))
    canvas.put(
        path(
            "M274,50h412v274h-412ZM292,68v238h180v-238ZM488,68v238h180v-238Z",
            "#fff3df",
            fill_rule="evenodd",
        )
    )
    for x, turn in ((214, 1), (746, -1)):
        fold = f"M{x - 44 * turn},36C{x - 30 * turn},160 {x - 70 * turn},300 {x - 52 * turn},420H{x + 40 * turn}C{x + 70 * turn},300 {x + 60 * turn},120 {x + 92 * turn},36Z"
        canvas.put(path(fold, canvas.gradient("#2d7f86", "#1f5a66", across=True)))
        canvas.put(
            stroke(
                f"M{x},40C{x - 8 * turn},180 {x - 20 * turn},300 {x - 6 * turn},416M{x + 40 * turn},40C{x + 34 * turn},180 {x + 26 * turn},300 {x + 22 * turn},416",
                "#174652",
                3,
                opacity=0.7,
            )
        )
    canvas.put(stroke("M140,36H820", "#6b4028", 8))
    _sofa(canvas)
    return canvas


def _sofa(canvas: Canvas) -> None:
    canvas.put(
        rect((0, 500), 960, 140, canvas.gradient("#a8663f", "#7a4429")),
        blob([(150, 560), (480, 536), (810, 560), (860, 612), (480, 636), (100, 612)], "#e9d2a6"),
    )
    canvas.put(
        blob([(190, 566), (480, 546), (770, 566), (810, 606), (480, 624), (150, 606)], "#c8503a"),
        blob([(230, 572), (480, 556), (730, 572), (760, 600), (480, 614), (200, 600)], "#f0c060"),
    )
    linen = canvas.gradient("#fbf0dc", "#e0c8a4")
    canvas.put(
        path("M240,380Q240,344 276,344H684Q720,344 720,380V500H240Z", linen),
        path("M210,420Q210,396 236,396Q262,396 262,420V530H210ZM698,420Q698,396 724,396Q750,396 750,420V530H698Z", canvas.gradient("#f5e5c8", "#cfb28a")),
        rect((256, 452), 224, 62, linen, rx=12.0), rect((480, 452), 224, 62, linen, rx=12.0),
        stroke("M480,456v54M262,514h436", "#b99a70", 2.4), stroke("M232,530v24M728,530v24", "#5a3623", 10),
    )  # fmt: skip
    for x, tone, a, b, turn in (
        (316, "#d9562f", "#f5c04a", "#1f6f5c", -8),
        (648, "#1f6f6c", "#f5c04a", "#d9562f", 9),
        (560, "#f2b23e", "#8a2f3c", "#1f6f5c", -3),
    ):
        stripes = "".join(
            rect((-38 + index * 19, -36), 8, 72, (a, b)[index % 2]) for index in range(4)
        )
        zig = stroke("M-36,-12l12,12l12,-12l12,12l12,-12l12,12l12,-12", "#fff3dc", 4)
        canvas.put(
            f'<g transform="translate({x} 424) rotate({turn})">{rect((-42, -38), 84, 76, tone, rx=14.0)}{stripes}{zig}</g>'
        )
    canvas.put(
        stroke("M850,530V220", "#4a2d20", 6),
        ellipse((850, 210), 190, 190, canvas.glow("#ffe9b0:.8", "#ffc978:.25", "#ffc978")),
    )
    canvas.put(
        path("M806,246l20,-76h48l20,76Z", canvas.gradient("#fff3d0", "#f3c477")),
        ellipse((850, 532), 40, 8, "#4a2d20"),
    )
    plants.leaves(canvas, (96, 470), 210, ("#1f5a45", "#2f7a52"), -52, -28, -6, 18, 42, 64)
    canvas.put(
        path("M52,462h88l-14,82h-60Z", canvas.gradient("#f0e2c6", "#c3a67c")),
        stroke("M58,486h76M62,506h68", "#8a5a3d", 4),
    )
    canvas.put(
        ellipse((480, 590), 116, 18, "#6b4028"),
        ellipse((480, 582), 116, 18, "#9a6238"),
        path("M426,550h40l-6,28h-28Z", "#2d7f86"),
        ellipse((530, 574), 22, 6, "#f7ead0"),
    )
