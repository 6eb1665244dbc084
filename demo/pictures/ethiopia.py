"""The other places in Ethiopia: a lake and a mountain."""

from __future__ import annotations

from pictures import land, plants
from pictures.canvas import (
    Canvas,
    Point,
    Points,
    blob,
    ellipse,
    path,
    placed,
    polygon,
    rect,
    spread,
    stroke,
)
from pictures.motifs import gelada, pelican, person


def tana() -> Canvas:
    """The house under the fig trees, pelicans, and a boat of papyrus."""
    canvas = Canvas(82)
    land.sky(canvas, "#f2a65a", "#f9c784", "#fdebc8", "#fdebc8")
    land.sun(canvas, (360, 220), 42, "#fff6da")
    land.clouds(canvas, 96, "#fff3df", opacity=0.6)
    land.land(canvas, land.crest(canvas, 282, 16, waves=4), "#c7b695")
    land.water(canvas, 296, "#fbe3b6", "#a8cdbb", "#4f9fa0", "#24707c")
    land.glitter(canvas, 360, 300, 520, "#fffaf0")
    land.ripples(canvas, 304, 620, "#e9f6ea", count=80, opacity=0.45)
    _monastery(canvas)
    canvas.put(_tankwa())
    _guest_house(canvas)
    for x, y, size in ((150, 470, 0.9), (300, 540, 1.25)):
        canvas.put(pelican((x, y), size, flip=True))
    canvas.put(pelican((268, 418), 0.6))
    plants.papyrus(canvas, (40, 660), 240, "#5f7f3a", "#8fae52")
    plants.papyrus(canvas, (120, 668), 180, "#4f7032", "#7a9a48")
    plants.papyrus(canvas, (560, 668), 150, "#4f7032", "#8fae52")
    land.birds(canvas, (520, 130), (552, 142), (494, 150), (300, 110), colour="#7a5a40")
    return canvas


def _monastery(canvas: Canvas) -> None:
    canvas.put(ellipse((150, 312), 150, 9, "#3f7a78", opacity=0.5))
    for x, w in ((70, 110), (140, 130), (220, 110)):
        plants.bush(canvas, (x, 312), w, "#4b7a55", "#6b9a60", "#93b56a")
    canvas.put(
        rect((118, 258), 56, 26, "#e7cfa0"),
        path("M104,260L146,214L188,260Z", "#a8764a"),
        stroke("M146,214v-16M140,204h12", "#7a4a2c", 3),
    )


def _tankwa() -> str:
    reed, dark = "#cfae62", "#8f7038"
    hull = path("M-120,-24Q-70,4 0,6Q70,6 118,-40Q96,20 30,24H-50Q-104,16 -120,-24Z", reed)
    lines = stroke("M-108,-12Q-50,12 0,13T106,-20M-96,0Q-40,18 0,18T96,-4", dark, 2)
    ties = stroke("M-70,0l4,18M-34,6l2,18M6,8v16M44,2l-2,18M78,-10l-8,20", dark, 3)
    cargo = path("M22,6Q30,-22 56,-18Q82,-16 84,-8Q60,8 22,6Z", "#8a9a4a")
    man = path("M-34,4C-36,-24 -32,-44 -18,-46C-4,-46 0,-22 -2,6Z", "#fff6e4") + ellipse(
        (-17, -57), 8.5, 10, "#5a3623"
    )
    shawl = path("M-32,-34Q-18,-54 -4,-34L-10,-10Q-26,-14 -32,-34Z", "#e9dcc4")
    pole = stroke("M-58,-120L26,40", "#7a5a34", 4) + stroke("M-22,-36L-14,-38", "#5a3623", 6)
    under = ellipse((0, 30), 110, 9, "#1c5a66", opacity=0.35)
    return placed(under, pole, man, shawl, cargo, hull, lines, ties, at=(452, 386), scale=0.95)


def _guest_house(canvas: Canvas) -> None:
    shore: Points = [
        (1000, 400),
        (880, 402),
        (740, 412),
        (640, 432),
        (600, 462),
        (640, 520),
        (700, 580),
        (720, 680),
        (1000, 680),
    ]
    canvas.put(
        blob([(x - 10, y + 12) for x, y in shore], "#7a5636"),
        blob(shore, canvas.gradient("#b3b862", "#7f9a48", "#527a3c")),
    )
    plants.tree(canvas, (940, 440), 330, ("#2f5a3c", "#47793f", "#93ad52"), "#5a4030")
    canvas.put(
        ellipse((800, 470), 150, 12, "#3a4a22", opacity=0.4),
        rect((690, 360), 216, 106, canvas.gradient("#f6d488", "#dd9f52", across=True)),
        polygon([(668, 368), (716, 304), (880, 304), (928, 368)], canvas.gradient("#b7623f", "#83402d")),
        rect((690, 366), 216, 10, "#7a3a26", opacity=0.35), rect((680, 462), 236, 10, "#a8764a"),
    )  # fmt: skip
    for x in (704, 776, 848):
        canvas.put(
            rect((x, 400), 28, 64, "#2f7a86", rx=2.0),
            rect((x + 34, 400), 24, 30, "#fff3da"),
            rect((x + 37, 403), 18, 24, "#8fc9c4"),
        )
    for x in (690, 762, 834, 902):
        canvas.put(rect((x - 3, 372), 6, 92, "#7a4a2c"))
    plants.tree(canvas, (660, 470), 200, ("#2f5a3c", "#47793f", "#93ad52"), "#5a4030")
    canvas.put(person((760, 520), 70, "#fff6e4", "#e9dcc4"))
    plants.flowers(canvas, (700, 530), (950, 620), "#f7d046", "#ffef9f", "#e86a4a", count=60)


def buyit_ras() -> Canvas:
    """The hut at the edge of the Simien, geladas on the meadow before it."""
    canvas = Canvas(91)
    land.sky(canvas, "#5b86b8", "#a9c7d6", "#f9d9b5", "#fdeacb")
    land.sun(canvas, (270, 170), 32)
    land.clouds(canvas, 76, "#ffffff", opacity=0.7)
    peaks = ((216, 62, "#a8b8cc", 4), (256, 66, "#8796b3", 5), (306, 56, "#6b7a95", 4))
    for y, high, tone, waves in peaks:
        line = land.crest(canvas, y, high, waves=waves, rough=0.3)
        land.land(canvas, line, canvas.gradient(tone, "#b9aeb0"), rough=True)
        land.haze(canvas, y + 4, 90, "#fbe6cd", 0.6)
    _cliff(canvas)
    meadow: Points = [
        (-40, 420),
        (120, 436),
        (300, 452),
        (470, 444),
        (640, 400),
        (800, 372),
        (1000, 362),
        (1000, 700),
        (-40, 700),
    ]
    canvas.put(blob(meadow, canvas.gradient("#b9b95c", "#8f9f48", "#5f7a3a")))
    _mountain_hut(canvas)
    for x, y, high in ((560, 430, 130), (936, 440, 190), (430, 452, 84)):
        _lobelia(canvas, (x, y), high)
    land.grass(canvas, 470, 150, "#8f9f48", "#c9c26a", "#71893f", count=200)
    canvas.put(
        ellipse((226, 566), 70, 9, "#3a4a22", opacity=0.4), gelada((220, 564), 1.25),
        ellipse((420, 534), 54, 7, "#3a4a22", opacity=0.4), gelada((416, 532), 0.92, flip=True),
        ellipse((104, 500), 40, 6, "#3a4a22", opacity=0.4), gelada((100, 498), 0.7),
        ellipse((600, 590), 60, 8, "#3a4a22", opacity=0.4), gelada((596, 588), 1.05, flip=True),
    )  # fmt: skip
    plants.flowers(canvas, (20, 520), (940, 626), "#f7d046", "#ffffff", "#c58adf", count=70)
    land.birds(canvas, (500, 120), (540, 136), size=15)
    return canvas


def _cliff(canvas: Canvas) -> None:
    cliff = [
        (-20, 300),
        (60, 286),
        (110, 330),
        (170, 322),
        (210, 380),
        (280, 392),
        (330, 440),
        (-20, 470),
    ]
    canvas.put(
        polygon(cliff, canvas.gradient("#8a6a5c", "#5a4a4c")),
        polygon([(-20, 300), (60, 286), (110, 330), (60, 336), (-20, 330)], "#9aa055"),
    )
    for x in spread(9, -10, 250):
        canvas.put(
            stroke(
                f"M{x:.0f},{340 + x * 0.24:.0f}l{canvas.dice.between(-6, 10):.0f},{canvas.dice.between(40, 90):.0f}",
                "#4a3a3e",
                3,
                opacity=0.4,
            )
        )


def _mountain_hut(canvas: Canvas) -> None:
    canvas.put(
        ellipse((770, 474), 170, 14, "#3a4a22", opacity=0.4),
        rect((650, 372), 240, 98, canvas.gradient("#b39a80", "#7a6454", across=True)),
        polygon(
            [(626, 380), (680, 296), (860, 296), (914, 380)], canvas.gradient("#8a8f96", "#565a66")
        ),
        rect((820, 268), 24, 52, "#6f5a50"),
    )
    for _ in range(46):
        x, y = canvas.dice.between(652, 862), canvas.dice.between(378, 456)
        canvas.put(rect((x, y), canvas.dice.between(16, 28), 11, "#5f4e44", rx=4.0, opacity=0.3))
    for x in spread(12, 690, 850):
        canvas.put(
            stroke(f"M{x:.0f},298L{770 + (x - 770) * 1.42:.0f},378", "#474b56", 2, opacity=0.6)
        )
    canvas.put(
        rect((752, 398), 40, 72, "#4a2d20", rx=2.0), rect((757, 403), 30, 67, "#8a4a2c"),
        ellipse((690, 420), 70, 50, canvas.glow("#ffd98a:.6", "#ffc05a")), ellipse((850, 420), 70, 50, canvas.glow("#ffd98a:.6", "#ffc05a")),
        rect((668, 402), 48, 36, "#4a2d20"), rect((672, 406), 40, 28, "#ffdf93"), stroke("M692,406v28", "#4a2d20", 3),
        rect((828, 402), 44, 36, "#4a2d20"), rect((832, 406), 36, 28, "#ffdf93"), stroke("M850,406v28", "#4a2d20", 3),
    )  # fmt: skip
    for width, fade in ((22, 0.18), (12, 0.3)):
        canvas.put(stroke("M832,262q-26,-30 2,-62t-10,-66t14,-60", "#ffffff", width, opacity=fade))


def _lobelia(canvas: Canvas, at: Point, height: float) -> None:
    """The giant of the high meadows: a rosette on a stem, and a candle of flowers."""
    x, y = at
    canvas.put(stroke(f"M{x},{y}v{-height * 0.4}", "#5f4a38", height * 0.07))
    for angle in spread(11, -86, 86):
        leaf = path(
            f"M0,0C{-height * 0.05},{-height * 0.14} {-height * 0.03},{-height * 0.3} 0,{-height * 0.36}C{height * 0.03},{-height * 0.3} {height * 0.05},{-height * 0.14} 0,0Z",
            "#6f8f52" if int(angle) % 2 else "#8aa861",
        )
        canvas.put(placed(leaf, at=(x, y - height * 0.4), turn=angle))
    candle = canvas.gradient("#c9b6e0", "#9a8fc0", "#7f9a62")
    canvas.put(ellipse((x, y - height * 0.72), height * 0.075, height * 0.36, candle))
    for up in spread(9, 0.44, 1.0):
        canvas.put(
            stroke(
                f"M{x - height * 0.05},{y - height * up:.0f}q{height * 0.05},5 {height * 0.1},0",
                "#6f6a98",
                2,
                opacity=0.6,
            )
        )
