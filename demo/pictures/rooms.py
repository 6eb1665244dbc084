"""Rooms with a bed under its net and a window on what lies outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictures import land, plants
from pictures.canvas import (
    Canvas,
    blob,
    ellipse,
    group,
    path,
    placed,
    polygon,
    rect,
    spread,
    stroke,
)
from pictures.motifs import dugout


@dataclass(frozen=True, slots=True)
class Room:
    """Tones are of the wall, the floor, the wood, and of the blanket's ground and two patterns."""

    wall: tuple[str, str]
    floor: tuple[str, str]
    wood: tuple[str, str]
    blanket: tuple[str, str, str]
    view: Callable[[Canvas], None]


def kiira_room() -> Canvas:
    canvas = Canvas(101)
    wall, floor = ("#e6c58d", "#c99a5e"), ("#a5673d", "#7a4529")
    look = Room(wall, floor, ("#7a4a2b", "#4d2c1a"), ("#c8452d", "#f3c14b", "#2b6f6c"), _river)
    canvas.put(rect((0, 0), 960, 640, canvas.gradient(*look.wall)))
    for x in spread(42, 4, 956):
        canvas.put(
            stroke(f"M{x:.0f},0V470", "#9a6c3a", 2, opacity=0.45),
            stroke(f"M{x + 4:.0f},0V470", "#f4dcae", 2, opacity=0.5),
        )
    for y in (110, 300):
        canvas.put(stroke(f"M0,{y}H960", "#7a4a2b", 4, opacity=0.4))
    return _furnish(canvas, look)


def bunyonyi_room() -> Canvas:
    canvas = Canvas(103)
    wall, floor = ("#c78e5c", "#9a623b"), ("#6f4128", "#4f2c1c")
    look = Room(wall, floor, ("#5d3822", "#3a2116"), ("#f3e6cd", "#2f6f86", "#d9593f"), _lake)
    canvas.put(rect((0, 0), 960, 640, canvas.gradient(*look.wall)))
    for y in spread(10, 20, 456):
        canvas.put(
            stroke(f"M0,{y:.0f}H960", "#6b3f24", 2.4, opacity=0.55),
            stroke(f"M0,{y + 4:.0f}H960", "#e2b17d", 2, opacity=0.4),
        )
    return _furnish(canvas, look)


def fort_hill_room() -> Canvas:
    canvas = Canvas(105)
    wall, floor = ("#fffaf0", "#f0e2cc"), ("#d9a06c", "#b07545")
    look = Room(wall, floor, ("#2f7fae", "#1f5f8b"), ("#fdf6e8", "#2f7fae", "#f2b23e"), _sea)
    canvas.put(rect((0, 0), 960, 640, canvas.gradient(*look.wall)))
    for x in spread(13, -10, 970):
        canvas.put(
            path(f"M{x - 40:.0f},470h80v-26h-80Z", "#2f7fae", opacity=0.12 if int(x) % 2 else 0.2)
        )
    canvas.put(stroke("M0,443H960", "#2f7fae", 3, opacity=0.5))
    return _furnish(canvas, look)


def _furnish(canvas: Canvas, look: Room) -> Canvas:
    canvas.put(rect((0, 470), 960, 170, canvas.gradient(*look.floor)))
    for x in spread(13, -300, 1260):
        canvas.put(
            stroke(f"M{480 + (x - 480) * 0.7:.0f},470L{x:.0f},640", look.wood[1], 2, opacity=0.4)
        )
    _window(canvas, look)
    canvas.put(polygon([(90, 470), (330, 470), (470, 640), (60, 640)], "#fff0c4", opacity=0.2))
    _bed(canvas, look)
    _net(canvas)
    _beside(canvas, look)
    return canvas


def _window(canvas: Canvas, look: Room) -> None:
    outside = Canvas(7)
    look.view(outside)
    frame = canvas.gradient(*look.wood)
    inside = outside.svg().replace('id="d', 'id="w').replace("url(#d", "url(#w")
    body = inside[inside.index(">") + 1 : -len("</svg>")]
    canvas.put(
        group(
            f'<g transform="translate(40 70) scale(.375)">{body}</g>',
            clip_path=canvas.clip(rect((80, 70), 270, 240, "#000")),
        )
    )
    canvas.put(
        path(
            "M66,56h298v268h-298ZM80,70v240h128v-240ZM222,70v240h128v-240Z",
            frame,
            fill_rule="evenodd",
        ),
        rect((56, 322), 318, 14, look.wood[1]),
    )
    for x, turn in ((66, -1), (364, 1)):
        shutter = [(x, 56), (x + 66 * turn, 40), (x + 66 * turn, 344), (x, 324)]
        canvas.put(polygon(shutter, frame))
        for y in spread(13, 76, 308):
            canvas.put(
                stroke(
                    f"M{x + 8 * turn},{y:.0f}l{50 * turn},{(y - 190) * 0.06:.0f}",
                    look.wood[1],
                    5,
                    opacity=0.7,
                )
            )


def _bed(canvas: Canvas, look: Room) -> None:
    ground, one, two = look.blanket
    wood = canvas.gradient(*look.wood)
    canvas.put(
        ellipse((660, 590), 300, 20, "#2b170d", opacity=0.4),
        rect((872, 300), 26, 280, wood, rx=6.0), rect((424, 400), 22, 180, wood, rx=6.0),
        path("M880,320H700V420H880Z", wood, opacity=0.001),
        rect((436, 486), 450, 60, wood), path("M436,440Q436,420 460,420H876V496H436Z", canvas.gradient("#fffdf6", "#e3d6c0")),
        blob([(770, 398), (800, 378), (860, 380), (876, 410), (860, 436), (790, 436)], canvas.gradient("#ffffff", "#dccdb6")),
        blob([(740, 404), (766, 390), (816, 392), (828, 416), (812, 436), (752, 434)], canvas.gradient("#fffaf0", "#e9dcc6")),
        path("M432,424Q520,404 716,420Q730,470 718,548Q560,560 432,540Z", ground),
    )  # fmt: skip
    inside = canvas.clip(path("M432,424Q520,404 716,420Q730,470 718,548Q560,560 432,540Z", "#000"))
    bands: list[str] = []
    for index, x in enumerate(spread(6, 452, 700)):
        bands.append(rect((x - 9, 400), 18, 160, one if index % 2 else two))
        zig = f"M{x + 20:.0f},406" + "l10,12l-10,12" * 7
        bands.append(stroke(zig, two if index % 2 else one, 4))
    bands.append(rect((420, 500), 320, 60, canvas.gradient("#2b170d:0", "#2b170d:.3")))
    canvas.put(group(*bands, clip_path=inside))
    canvas.put(stroke("M432,424Q520,404 716,420", "#fff6e2", 4, opacity=0.7))


def _net(canvas: Canvas) -> None:
    veil = canvas.gradient("#ffffff:.75", "#ffffff:.22", "#ffffff:.34")
    canvas.put(
        stroke("M660,-10V40", "#7a5a40", 4), ellipse((660, 44), 62, 11, "#f7efe2"),
        path("M598,44C588,190 480,260 420,420C410,480 416,540 404,574Q450,584 482,566C480,470 560,240 640,54Z", veil),
        path("M722,44C736,190 850,260 906,400C914,480 908,540 924,576Q880,586 846,566C850,470 760,240 680,54Z", veil),
        path("M598,44C588,190 480,260 420,420V574H906V400C850,260 736,190 722,44Z", canvas.gradient("#ffffff:.42", "#ffffff:.1", "#ffffff:.04")),
        path("M452,470q-18,10 -12,22q22,8 34,-4ZM880,470q18,10 12,22q-22,8 -34,-4Z", "#f3c14b"),
    )  # fmt: skip
    for a, b in ((612, 452), (628, 500), (650, 580), (672, 760), (694, 830), (708, 876)):
        canvas.put(
            stroke(
                f"M{a},50C{a + (b - a) * 0.1:.0f},190 {a + (b - a) * 0.75:.0f},270 {b},420",
                "#ffffff",
                2,
                opacity=0.45,
            )
        )


def _beside(canvas: Canvas, look: Room) -> None:
    wood = canvas.gradient(*look.wood)
    canvas.put(
        blob([(130, 590), (300, 566), (420, 584), (440, 618), (280, 634), (110, 622)], look.blanket[2]),
        blob([(160, 594), (296, 576), (392, 590), (404, 612), (280, 622), (144, 616)], look.blanket[1], opacity=0.9),
        stroke("M186,604Q280,586 372,602", "#fff3dc", 5, stroke_dasharray="10 12"),
        rect((336, 446), 78, 12, wood, rx=3.0), stroke("M346,458v92M404,458v92", look.wood[1], 8), rect((342, 470), 66, 26, wood),
        ellipse((376, 384), 120, 120, canvas.glow("#ffe9b0:.75", "#ffce7a:.25", "#ffce7a")),
        path("M350,402l12,-46h28l12,46Z", canvas.gradient("#fff6dc", "#f6cf86")), path("M368,402h16l5,44h-26Z", "#8a5a3d"),
    )  # fmt: skip
    plants.leaves(canvas, (36, 520), 190, ("#23604a", "#348056"), -30, -8, 14, 36, 58)
    canvas.put(
        path("M-4,512h84l-12,84h-60Z", canvas.gradient("#d0a468", "#8f6234")),
        stroke("M2,534h74M6,558h66", "#fff0d0", 5, stroke_dasharray="8 7"),
    )


def _river(canvas: Canvas) -> None:
    land.sky(canvas, "#8fcbd6", "#fdeec8", "#fdeec8")
    land.land(canvas, land.crest(canvas, 250, 30, waves=4), "#8fae7a")
    land.water(canvas, 300, "#cfe8da", "#3f9a9a")
    land.ripples(canvas, 310, 640, "#ffffff", count=60, opacity=0.8)
    plants.palm(canvas, (300, 640), 460, 60, "#5a4030", "#2c6a45", "#4a9150")
    plants.bush(canvas, (640, 660), 560, "#2c6a45", "#3f8049", "#7aa850")


def _lake(canvas: Canvas) -> None:
    land.sky(canvas, "#9ccbd0", "#fdecc6", "#fdecc6")
    land.sun(canvas, (620, 150), 40)
    land.land(canvas, land.crest(canvas, 260, 60, waves=3), "#86b09c")
    land.land(canvas, land.crest(canvas, 310, 46, waves=4), "#5f9468")
    land.water(canvas, 350, "#b9ddd2", "#2f7f8c")
    for x, w in ((330, 180), (640, 150)):
        plants.bush(canvas, (x, 410), w, "#3a6c4c", "#5a8d55", "#9dbb69")
    canvas.put(placed(dugout((0, 0), 1.4), at=(420, 520)))


def _sea(canvas: Canvas) -> None:
    land.sky(canvas, "#5fb4d6", "#d6eee8", "#d6eee8")
    land.clouds(canvas, 120, "#ffffff", opacity=0.9)
    land.water(canvas, 300, "#6fc3cf", "#2288a6")
    land.ripples(canvas, 310, 560, "#ffffff", count=50, opacity=0.6)
    canvas.put(path("M-20,560Q300,500 980,560V660H-20Z", "#f0d29c"))
    plants.palm(canvas, (680, 650), 470, -70, "#6b4a30", "#2c6a45", "#4a9150")
