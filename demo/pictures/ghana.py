"""The other places in Ghana: the coast and the savannah."""

from __future__ import annotations

from pictures import land, plants
from pictures.canvas import (
    Canvas,
    Point,
    Points,
    blob,
    ellipse,
    path,
    polygon,
    rect,
    spread,
    stroke,
)
from pictures.motifs import elephant, lamp, person, pirogue


def fort_hill() -> Canvas:
    """The white castle above the surf, and the canoes that came in at six."""
    canvas = Canvas(41)
    land.sky(canvas, "#4fa9cf", "#a5d8de", "#fdeccb", "#fde3b4")
    land.sun(canvas, (150, 150), 34)
    land.clouds(canvas, 84, "#ffffff", opacity=0.8, count=5)
    land.water(canvas, 308, "#7cc3cb", "#2f93a8", "#1b6f8c")
    land.ripples(canvas, 314, 430, "#d8f2ee", count=50)
    land.glitter(canvas, 150, 312, 430, "#fff6dc")
    _headland(canvas)
    _castle(canvas)
    for x, high, lean in ((925, 230, -34), (862, 170, 26)):
        plants.palm(canvas, (x, 400), high, lean, "#6b4a30", "#2c6a45", "#4a9150")
    _surf(canvas)
    canvas.put(
        path(
            "M-20,560C160,500 420,520 560,540S860,560 980,500V660H-20Z",
            canvas.gradient("#f2d49b", "#dca968"),
        )
    )
    canvas.put(
        path(
            "M-20,560C160,500 420,520 560,540S860,560 980,500V512C860,576 700,560 560,552S160,512 -20,574Z",
            "#fffdf3",
            opacity=0.85,
        )
    )
    canvas.put(
        ellipse((300, 600), 170, 12, "#7a5630", opacity=0.4),
        pirogue((300, 584), 1.15, ("#1f5f8b", "#f4b942", "#d8432f")),
        ellipse((650, 622), 190, 13, "#7a5630", opacity=0.4),
        pirogue((650, 604), 1.3, ("#c8402f", "#f8e3b0", "#2b8a5f"), flip=True),
        person((468, 604), 74, "#e8a531", "#7c2f5d"), person((500, 612), 70, "#2b7a78", "#f4d58d"),
        person((850, 600), 70, "#d8432f", "#fff0d0"),
    )  # fmt: skip
    plants.leaves(canvas, (-6, -6), 190, ("#246544", "#37844f"), 96, 122, 148, 172)
    land.birds(canvas, (300, 120), (332, 132), (410, 90), (270, 140))
    return canvas


def _headland(canvas: Canvas) -> None:
    rock: Points = [
        (330, 442),
        (360, 412),
        (420, 392),
        (520, 376),
        (700, 366),
        (990, 360),
        (990, 520),
        (700, 510),
        (520, 480),
        (400, 470),
    ]
    canvas.put(blob(rock, canvas.gradient("#8a6a50", "#4a3a36")))
    for _ in range(40):
        x, y = canvas.dice.between(380, 960), canvas.dice.between(404, 480)
        w = canvas.dice.between(14, 44)
        canvas.put(
            polygon(
                [(x, y), (x + w * 0.4, y - w * 0.3), (x + w, y), (x + w * 0.6, y + w * 0.4)],
                "#2f2a2c",
                opacity=0.35,
            )
        )
        canvas.put(
            stroke(f"M{x:.0f},{y:.0f}l{w * 0.4:.0f},{-w * 0.3:.0f}", "#c5a07c", 2, opacity=0.6)
        )
    canvas.put(path("M600,372Q800,352 980,356V392Q800,380 600,388Z", "#7fa552"))


def _castle(canvas: Canvas) -> None:
    wall, shade = (
        canvas.gradient("#fffaf0", "#efe3d0", "#cfc0ad"),
        canvas.gradient("#d8ccc0", "#a89a92"),
    )
    canvas.put(
        polygon([(560, 300), (560, 200), (800, 200), (800, 300)], wall),
        polygon([(800, 300), (800, 200), (850, 222), (850, 300)], shade),
        polygon([(548, 204), (590, 166), (770, 166), (812, 204)], canvas.gradient("#c9573a", "#98392b")),
        polygon([(812, 204), (770, 166), (838, 196), (856, 224)], "#7d2f27"),
        rect((664, 104), 56, 64, wall), polygon([(720, 104), (738, 114), (738, 166), (720, 166)], shade),
        path("M658,106Q692,60 728,106Z", canvas.gradient("#c9573a", "#98392b")),
        stroke("M692,80V44", "#5a4033", 3), path("M693,44h34l-8,9l8,9h-34Z", "#d8432f"),
        rect((682, 120), 20, 30, "#3c6f8a", rx=10.0),
    )  # fmt: skip
    for x in spread(7, 576, 768):
        canvas.put(
            path(f"M{x},262v-32a9,11 0 0 1 18,0v32Z", "#2f6f9a"),
            stroke(f"M{x + 9},224v38", "#8ec3d8", 2),
        )
    canvas.put(
        polygon([(380, 420), (398, 300), (700, 292), (700, 400)], wall),
        polygon(
            [(700, 400), (700, 292), (940, 286), (960, 384)], canvas.gradient("#e9ddcd", "#b9aa9c")
        ),
        polygon([(368, 424), (388, 340), (402, 296), (440, 300), (430, 420)], wall),
    )
    _crenels(canvas, (398, 300), (700, 292), "#fffaf0")
    _crenels(canvas, (700, 292), (940, 286), "#e6d9c8")
    for t in spread(9, 0.08, 0.94):
        x, y = 398 + 302 * t, 344 - 4 * t
        canvas.put(path(f"M{x:.0f},{y + 40:.0f}v-24a10,12 0 0 1 20,0v24Z", "#4b4444"))
    for t in spread(6, 0.08, 0.86):
        x, y = 704 + 240 * t, 334
        canvas.put(path(f"M{x:.0f},{y + 36}v-22a10,12 0 0 1 20,0v22Z", "#4b4444"))
    for t in spread(6, 0.1, 0.9):
        x, y = 398 + 302 * t, 298 - 8 * t
        canvas.put(
            stroke(f"M{x:.0f},{y:.0f}l-24,-7", "#37322f", 7),
            ellipse((x + 3, y + 2), 6, 6, "#37322f"),
        )
    for _ in range(22):
        x, y = canvas.dice.between(400, 930), canvas.dice.between(320, 380)
        canvas.put(
            stroke(
                f"M{x:.0f},{y:.0f}v{canvas.dice.between(10, 34):.0f}", "#a8917c", 2.4, opacity=0.35
            )
        )


def _crenels(canvas: Canvas, start: Point, end: Point, tone: str) -> None:
    for t in spread(15, 0.01, 0.96):
        x, y = start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t
        canvas.put(rect((x, y - 11), 11, 13, tone))


def _surf(canvas: Canvas) -> None:
    for y, fade in ((436, 0.5), (468, 0.65), (504, 0.8)):
        top = [(x, y + canvas.dice.between(-7, 7)) for x in spread(13, -30, 990)]
        low = [(x, py + canvas.dice.between(7, 16)) for x, py in reversed(top)]
        canvas.put(blob([*top, *low], "#f6fffb", opacity=fade))
        canvas.put(rect((0, y + 12), 960, 26, canvas.gradient("#2f9aa8:.5", "#2f9aa8:0")))
    for x in spread(12, 360, 560):
        size = canvas.dice.between(8, 20)
        canvas.put(ellipse((x, 448 + (x - 360) * 0.16), size, size * 0.6, "#ffffff", opacity=0.85))


def mole() -> Canvas:
    """Elephants at the water hole, seen from the deck of a tent."""
    canvas = Canvas(52)
    land.sky(canvas, "#d9643f", "#f39a4d", "#fbc56d", "#fde3a1", "#fde3a1")
    land.sun(canvas, (560, 236), 62, "#fff1c0")
    land.clouds(canvas, 90, "#fbd08d", opacity=0.55)
    land.land(canvas, land.crest(canvas, 296, 16, waves=3), "#d08a55")
    for x in spread(13, 20, 950):
        plants.acacia(
            canvas,
            (x + canvas.dice.between(-24, 24), 322),
            canvas.dice.between(34, 62),
            "#9a5f3e",
            "#ad6d45",
            "#8a5236",
        )
    land.land(
        canvas,
        land.crest(canvas, 322, 8, waves=5),
        canvas.gradient("#dca354", "#b8743a", "#7a4a28"),
    )
    plants.acacia(canvas, (238, 372), 190, "#4f4a2a", "#7b7a3c", "#43291b")
    plants.acacia(canvas, (880, 356), 150, "#5c5230", "#85803f", "#4b2e1e")
    for _ in range(120):
        x, y = canvas.dice.between(0, 960), canvas.dice.between(350, 520)
        canvas.put(
            stroke(
                f"M{x:.0f},{y:.0f}l{canvas.dice.between(-3, 3):.0f},-9", "#f0c877", 1.6, opacity=0.7
            )
        )
    _water_hole(canvas)
    hide = ("#6f5a55", "#4e3f3e", "#a58a7a")
    canvas.put(
        elephant((572, 296), 0.98, hide, flip=False),
        elephant((500, 372), 0.52, ("#7a645d", "#574744", "#ad9282")),
        ellipse((664, 446), 120, 10, "#3a2418", opacity=0.35),
    )
    _tent(canvas)
    land.grass(canvas, 642, 8, "#6b3f20", "#a8682f", "#d9a04a", count=110)
    land.birds(canvas, (420, 150), (452, 164), (392, 170), (700, 130), colour="#6b3326")
    return canvas


def _water_hole(canvas: Canvas) -> None:
    pool = [
        (360, 470),
        (450, 442),
        (600, 436),
        (760, 446),
        (850, 474),
        (760, 510),
        (560, 520),
        (420, 506),
    ]
    canvas.put(
        blob([(x + (x - 600) * 0.07, y + (y - 478) * 0.24) for x, y in pool], "#9a6236"),
        blob([(x, y - 6) for x, y in pool], "#5f3a22"),
        blob(pool, canvas.gradient("#f6c77d", "#c98a66", "#6f6a78")),
        ellipse((650, 470), 90, 9, "#4a3a40", opacity=0.22),
    )
    for y in spread(6, 456, 508):
        x = canvas.dice.between(420, 620)
        canvas.put(
            stroke(
                f"M{x:.0f},{y:.0f}h{canvas.dice.between(50, 140):.0f}", "#fff0c6", 2, opacity=0.6
            )
        )


def _tent(canvas: Canvas) -> None:
    canvas.put(
        rect((-20, 560), 350, 16, "#8a5a34"), rect((-20, 576), 350, 12, "#5d3a22"),
        stroke("M40,588v60M170,588v60M310,588v60", "#4a2d1b", 12),
        path("M-40,560V392Q60,322 130,300Q220,336 296,404L284,560Z", canvas.gradient("#efdcae", "#c59d62", across=True)),
        path("M-60,404Q60,316 130,284Q226,326 322,416L296,420Q220,350 130,312Q60,340 -60,424Z", "#fbeecb"),
        path("M84,560Q96,420 132,352Q184,420 210,560Z", "#41281b"),
        path("M96,560Q108,440 132,380Q160,440 168,560Z", canvas.gradient("#ffd98a", "#e9963f")),
        path("M132,352Q184,420 210,560H238Q206,420 132,352Z", "#e2c48a"),
        path("M132,352Q96,420 84,560H58Q84,420 132,352Z", "#d5b375"),
        stroke("M130,284V560M316,416L352,576", "#6b4428", 5),
        lamp(canvas, (262, 466), 13),
        rect((248, 520), 44, 8, "#4a2d1b"), stroke("M254,528v32M288,528v32M290,520v-40", "#4a2d1b", 5),
    )  # fmt: skip
    canvas.put(stroke("M322,520v56M322,522h-20", "#5d3a22", 6))
