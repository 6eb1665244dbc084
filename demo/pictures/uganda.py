"""The places in Uganda."""

from __future__ import annotations

from pictures import land, plants
from pictures.canvas import (
    Canvas,
    Points,
    blob,
    ellipse,
    group,
    path,
    polygon,
    rect,
    smooth,
    spread,
    stroke,
)
from pictures.motifs import dugout, hut, lamp, person

_LEAF = ("#1f4a33", "#2f6b40", "#7ba448")


def kiira_bend() -> Canvas:
    """Bandas in a row above the rapids, in the first sun."""
    canvas = Canvas(3)
    land.sky(canvas, "#f7b267", "#fbd08a", "#fdeac0", "#fdeac0")
    land.sun(canvas, (250, 196), 34)
    land.clouds(canvas, 90, "#fff3da", opacity=0.55)
    land.land(canvas, land.crest(canvas, 262, 26, waves=4), "#b7b784")
    land.land(canvas, land.crest(canvas, 288, 22, waves=5), "#8a9f64")
    for x in spread(26, -10, 560):
        plants.bush(canvas, (x, 322 + canvas.dice.between(-4, 8)), 60, "#4f7a48", "#6b9152")
    land.water(canvas, 312, "#f3d9a0", "#8cc0ac", "#3f8f8c", "#1f6a72")
    land.glitter(canvas, 250, 316, 420, "#fff3cf")
    _rapids(canvas)
    bank: Points = [
        (1000, 330), (860, 330), (700, 344), (560, 362), (498, 388), (520, 420), (600, 470),
        (660, 540), (690, 660), (1000, 660),
    ]  # fmt: skip
    canvas.put(
        blob([(x - 14, y + 14) for x, y in bank], "#6a4a2c"),
        blob(bank, canvas.gradient("#9bb052", "#6f9440", "#3f6b33")),
    )
    plants.tree(canvas, (905, 372), 300, _LEAF, "#4b3222")
    plants.bush(canvas, (640, 362), 120, "#3f6f3d", "#5f8d45", "#86aa52")
    _row_of_bandas(canvas)
    land.grass(canvas, 640, 12, "#2f5a2c", "#4c7a35", "#7aa045", count=80)
    plants.banana(canvas, (40, 690), 290, "#1d4a34", "#2f6f43", "#8fb85c")
    land.birds(canvas, (420, 130), (452, 146), (388, 152), (600, 100))
    return canvas


def _rapids(canvas: Canvas) -> None:
    for y in spread(11, 372, 610):
        near = (y - 372) / 240
        for _ in range(4):
            x = canvas.dice.between(-60, 560 + 60 * near)
            long, high = 60 + 130 * near, 5 + 15 * near
            foam = [(x, y), (x + long * 0.2, y - high), (x + long * 0.45, y - high * 0.3),
                    (x + long * 0.7, y - high * 1.1), (x + long, y), (x + long * 0.6, y + high * 0.3),
                    (x + long * 0.3, y + high * 0.35)]  # fmt: skip
            canvas.put(blob(foam, "#f4fbf3", opacity=0.5 + 0.3 * near))
            canvas.put(
                stroke(
                    f"M{x:.0f},{y + high:.0f}q{long * 0.4:.0f},{-high:.0f} {long:.0f},0",
                    "#d5efe6",
                    2,
                    opacity=0.7,
                )
            )
    for x, y, w in ((150, 470, 70), (330, 420, 44), (430, 520, 92), (250, 566, 60), (70, 420, 38)):
        canvas.put(
            blob([(x - w, y + 12), (x - w * 0.7, y - w * 0.3), (x - w * 0.1, y - w * 0.5),
                  (x + w * 0.6, y - w * 0.25), (x + w, y + 12)], canvas.gradient("#8a6c55", "#3f3430")),
            stroke(f"M{x - w},{y + 12}q{w},{w * 0.3} {w * 2},0", "#ffffff", 6, opacity=0.9),
        )  # fmt: skip


def _row_of_bandas(canvas: Canvas) -> None:
    for x, y, wide in ((610, 388, 74), (694, 412, 104), (802, 456, 150)):
        hut(canvas, (x, y), wide, ("#e9b87c", "#8f5733"), ("#d8a556", "#7a4e25"))
        canvas.put(
            path(
                f"M{x - 8},{y + 8}q-30,26 -74,{wide * 0.36:.0f}h26q36,-26 66,-{wide * 0.36:.0f}Z",
                "#d9b57a",
                opacity=0.75,
            )
        )
    canvas.put(person((704, 486), 62, "#d1503a", "#f3c14b"))
    plants.flowers(canvas, (690, 500), (940, 600), "#f2c14e", "#e4572e", "#fff1d0", count=46)


def kiira_veranda() -> Canvas:
    """The same river from a veranda with its hammock, towards evening."""
    canvas = Canvas(8)
    land.sky(canvas, "#6c5b8f", "#d0718a", "#f6a56b", "#fcd58d", "#fcd58d")
    land.sun(canvas, (560, 268), 40, "#fff0c2")
    land.clouds(canvas, 120, "#f9c09a", opacity=0.5)
    land.land(canvas, land.crest(canvas, 300, 24, waves=3), "#8e6a86")
    land.land(canvas, land.crest(canvas, 322, 18, waves=5), "#5f5670")
    land.water(canvas, 330, "#f9c98a", "#d98884", "#6d5f86", "#3a4467")
    land.glitter(canvas, 560, 334, 500, "#fff0c2")
    land.ripples(canvas, 340, 520, "#ffd9a8", count=50)
    for x in (120, 210, 760, 840, 930):
        plants.bush(canvas, (x, 352), 150, "#2e3a45", "#3c4a4c")
    plants.palm(canvas, (800, 372), 220, 40, "#2b2b33", "#2b3a40", "#34494a")
    _veranda(canvas)
    return canvas


def _veranda(canvas: Canvas) -> None:
    wood, dark = canvas.gradient("#7b4a2b", "#4a2a1a", across=True), "#3a2217"
    canvas.put(rect((0, 500), 960, 140, canvas.gradient("#8a5530", "#57331f")))
    for x in spread(15, -340, 1300):
        canvas.put(stroke(f"M{480 + (x - 480) * 0.72:.0f},500L{x:.0f},640", dark, 2.4, opacity=0.6))
    canvas.put(rect((0, 430), 960, 12, wood), rect((0, 488), 960, 14, wood))
    for x in spread(25, 14, 946):
        canvas.put(rect((x - 3, 440), 6, 50, dark))
    fringe = "".join(f"L{x:.0f},{66 + canvas.dice.between(-4, 22):.0f}" for x in spread(70, 960, 0))
    canvas.put(path(f"M0,0H960V70{fringe}Z", canvas.gradient("#5a3b22", "#a9763c")))
    for x in spread(60, 6, 954):
        canvas.put(
            stroke(f"M{x:.0f},0l{canvas.dice.between(-6, 6):.0f},66", "#4b2f1b", 1.6, opacity=0.5)
        )
    canvas.put(rect((96, 40), 26, 470, wood), rect((838, 40), 26, 470, wood))
    canvas.put(
        stroke("M112,250L250,352M848,240L716,352", "#e7d3a8", 3.4),
        path(
            "M250,350C330,470 620,474 716,350C700,520 610,556 484,556S270,520 250,350Z", "#d9593f"
        ),
        path("M250,350C330,440 620,444 716,350C640,494 340,494 250,350Z", "#8f2f2a"),
    )
    bands = (("#f3c14b", 10), ("#2f7d76", 24), ("#f6e3bd", 38), ("#f3c14b", 52))
    for tone, drop in bands:
        curve = f"M{258 + drop * 0.3:.0f},{380 + drop}C340,{476 + drop} 620,{480 + drop}"
        canvas.put(stroke(f"{curve} {708 - drop * 0.3:.0f},{380 + drop}", tone, 5, opacity=0.9))
    for x in spread(20, 300, 666):
        y = 556 - abs(x - 484) ** 2 * 0.0011
        canvas.put(stroke(f"M{x:.0f},{y - 6:.0f}v18", "#f6e3bd", 2))
    canvas.put(lamp(canvas, (178, 120), 17), ellipse((484, 604), 270, 14, "#1d100b", opacity=0.4))


def bunyonyi() -> Canvas:
    """Terraced hills, islands in the mist, and the dugout on its way."""
    canvas = Canvas(11)
    land.sky(canvas, "#8ec5c9", "#c5e0d2", "#fbe7bd", "#fbe7bd")
    land.sun(canvas, (650, 150), 30)
    land.clouds(canvas, 70, "#ffffff", opacity=0.6)
    land.land(canvas, land.crest(canvas, 214, 46, waves=4), "#a9c7bd")
    land.haze(canvas, 200, 80, "#fdf2d8")
    land.land(canvas, land.crest(canvas, 262, 50, waves=3), "#7fae9c")
    _terraces(canvas, [(-40, 372), (-20, 180), (120, 118), (250, 176), (360, 268), (470, 352), (500, 376)],
              ("#8bb56b", "#5b8f58"))  # fmt: skip
    _terraces(canvas, [(560, 366), (660, 300), (780, 196), (900, 150), (1000, 190), (1000, 372)],
              ("#94b96a", "#4f8657"))  # fmt: skip
    land.haze(canvas, 316, 70, "#fff6df", 0.8)
    land.water(canvas, 352, "#cfe3d0", "#7fb9b4", "#3d8a92", "#1c5f70")
    land.glitter(canvas, 650, 356, 520, "#fff6dc")
    land.ripples(canvas, 360, 630, "#d9efe6", count=70, opacity=0.4)
    for x, y, w in ((470, 372, 120), (620, 396, 88), (352, 420, 150), (800, 424, 130)):
        _island(canvas, x, y, w)
    canvas.put(dugout((560, 508), 1.15))
    _shore_with_cottage(canvas)
    land.birds(canvas, (520, 110), (548, 124), (500, 132), colour="#4f5f60")
    return canvas


def _terraces(canvas: Canvas, line: Points, tones: tuple[str, str]) -> None:
    hill = smooth(line)
    inside = canvas.clip(path(f"{hill}Z", "#000"))
    steps = []
    for drop in spread(11, 16, 196):
        lower = [
            (x + (x - 480) * drop * 0.0006, y + drop + 7 * (index % 2))
            for index, (x, y) in enumerate(line)
        ]
        steps.append(stroke(smooth(lower), "#3f7048", 2.2, opacity=0.55))
        steps.append(stroke(smooth([(x, y + 4) for x, y in lower]), "#c9d88a", 2, opacity=0.5))
    canvas.put(path(f"{hill}Z", canvas.gradient(*tones)), group(*steps, clip_path=inside))


def _island(canvas: Canvas, x: float, y: float, w: float) -> None:
    dim = [
        (x - w * 0.48, y + 2),
        (x - w * 0.2, y + w * 0.14),
        (x + w * 0.2, y + w * 0.16),
        (x + w * 0.48, y + 2),
    ]
    canvas.put(blob(dim, "#1d5860", opacity=0.4))
    plants.bush(canvas, (x, y + 4), w, "#3a6c4c", "#5a8d55", "#9dbb69")
    for step in (-0.24, -0.1, 0.12, 0.26):
        foot, high = x + w * step, w * canvas.dice.between(0.26, 0.4)
        canvas.put(
            stroke(f"M{foot:.0f},{y:.0f}v{-high:.0f}", "#5a4a38", 2),
            ellipse((foot, y - high), w * 0.05, w * 0.13, "#2f6149"),
            ellipse((foot - 2, y - high - 2), w * 0.025, w * 0.09, "#6a9a5c"),
        )


def _shore_with_cottage(canvas: Canvas) -> None:
    shore: Points = [
        (-40, 452),
        (90, 440),
        (210, 462),
        (300, 500),
        (330, 548),
        (270, 600),
        (250, 680),
        (-40, 680),
    ]
    canvas.put(
        blob([(x + 10, y + 10) for x, y in shore], "#6b4b2e"),
        blob(shore, canvas.gradient("#9fbd5c", "#4b7f3f")),
    )
    canvas.put(
        rect((70, 392), 150, 84, canvas.gradient("#c98a50", "#8a5330", across=True)),
        polygon([(46, 398), (92, 324), (204, 324), (246, 398)], canvas.gradient("#b65436", "#7e3324")),
        rect((96, 418), 34, 58, "#4a2a1a", rx=2.0), rect((100, 422), 26, 54, "#ffcf7d"),
        rect((152, 414), 46, 30, "#4a2a1a"), rect((156, 418), 38, 22, "#ffdb94"),
        stroke("M175,418v22", "#4a2a1a", 3),
        rect((52, 474), 196, 10, "#6b4026"),
        stroke("M60,484v26M150,484v30M240,484v26", "#5a3420", 6),
    )  # fmt: skip
    for y in spread(6, 404, 468):
        canvas.put(
            stroke(f"M70,{y:.0f}h26M132,{y:.0f}h18M200,{y:.0f}h20", "#6b3f22", 1.6, opacity=0.6)
        )
    canvas.put(stroke("M250,520L384,552", "#6b4026", 12), stroke("M250,514L384,546", "#a06a3e", 5))
    canvas.put(stroke("M290,530v34M336,542v34M376,552v30", "#4a2c1c", 6))
    plants.flowers(canvas, (20, 500), (240, 610), "#f4c95d", "#e26d5c", "#fff6e0", count=44)
    plants.tree(canvas, (26, 472), 210, _LEAF, "#4b3222")
    plants.leaves(canvas, (960, 20), 230, ("#1f5a44", "#2f7a52"), 200, 222, 246, 268)
    land.grass(canvas, 636, 12, "#2f5f35", "#5d8c41", count=60)


def bunyonyi_night() -> Canvas:
    """The landing at night: more stars than anybody can count."""
    canvas = Canvas(21)
    land.sky(canvas, "#0f1b3d", "#1d3160", "#3c568a", "#7d86a6", "#e3b08c")
    milky = [(80, -40), (300, 90), (520, 170), (760, 300), (860, 260), (600, 90), (360, -40)]
    canvas.put(blob(milky, canvas.glow("#c9d4ff:.3", "#b7c3f5:.1", "#b7c3f5")))
    land.stars(canvas, 260, 330)
    land.land(canvas, land.crest(canvas, 330, 40, waves=3), "#33446e")
    land.land(canvas, land.crest(canvas, 362, 30, waves=4), "#1d2c52")
    land.water(canvas, 384, "#a98b8c", "#4d5f8c", "#22376a", "#121f45")
    land.ripples(canvas, 392, 640, "#c2b7c9", count=70, opacity=0.35)
    for x, y, w in ((250, 396, 150), (420, 408, 90), (800, 402, 180)):
        plants.bush(canvas, (x, y), w, "#101c3a", "#182848")
    planks = [(300, 640), (660, 640), (560, 440), (500, 440)]
    canvas.put(polygon(planks, canvas.gradient("#5d4038", "#8a5a3d")))
    for t in spread(11, 0.02, 1):
        down = 200 * t * t
        board = f"M{500 - down:.0f},{440 + down:.0f}H{560 + down / 2:.0f}"
        canvas.put(stroke(board, "#2b1c1e", 1 + 3 * t))
    canvas.put(stroke("M500,420v40M560,420v40M404,530v80M608,520v80", "#33211f", 8))
    canvas.put(dugout((742, 540), 1.0, wood="#33211f", rider="#7e3a3a"))
    canvas.put(lamp(canvas, (560, 404), 18), lamp(canvas, (404, 508), 26))
    canvas.put(ellipse((470, 600), 200, 40, canvas.glow("#ffc46b:.4", "#ffc46b")))
    plants.leaves(canvas, (-10, -10), 260, ("#0c1730", "#142343"), 100, 124, 150, 172)
    return canvas


def muyenga() -> Canvas:
    """Garden rooms under a jackfruit tree, the town's hills and the lake behind."""
    canvas = Canvas(31)
    land.sky(canvas, "#7fc4dd", "#bfe3e3", "#fdf0cf", "#fdf0cf")
    land.clouds(canvas, 90, "#ffffff", opacity=0.85, count=5)
    canvas.put(rect((0, 196), 960, 80, canvas.gradient("#d5e9e4", "#6fb0bd")))
    land.land(canvas, land.crest(canvas, 246, 30, waves=5), canvas.gradient("#9cc09a", "#7aa878"))
    _town(canvas)
    land.land(canvas, land.crest(canvas, 338, 14, waves=4), "#5f9557")
    canvas.put(rect((0, 350), 960, 290, canvas.gradient("#94bd55", "#5c9a43", "#3b7a37")))
    for x, w in ((470, 150), (600, 200), (770, 190), (920, 170)):
        plants.bush(canvas, (x, 352), w, "#2f6b40", "#438047", "#6fa050")
    _rooms(canvas)
    canvas.put(
        path(
            "M430,452C460,500 420,560 330,660H620C600,580 560,500 500,452Z",
            canvas.gradient("#e2b98a", "#c98f5e"),
        )
    )
    for y in (480, 516, 560, 610):
        wide = 44 + (y - 470) * 0.8
        canvas.put(ellipse((468 - (y - 470) * 0.04, y), wide * 0.7, 7, "#f2d6ac", opacity=0.8))
    _jackfruit_tree(canvas)
    _desk_in_the_shade(canvas)
    for x, w in ((560, 110), (650, 90), (905, 150)):
        plants.bush(canvas, (x, 486), w, "#2f6b3c", "#4d8a45", "#86b454")
    plants.flowers(canvas, (520, 452), (950, 486), "#e5446d", "#ff8c61", "#ffd166", count=60)
    plants.flowers(canvas, (30, 540), (330, 630), "#e5446d", "#ffd166", "#ffffff", count=46)
    plants.banana(canvas, (930, 660), 220, "#1f5a38", "#3a8047", "#9cc35f")
    land.grass(canvas, 642, 8, "#2f6a33", "#67a045", count=70)
    return canvas


def _town(canvas: Canvas) -> None:
    tones = ("#f2e3c8", "#e0b48b", "#d68a6a", "#efd9b0", "#c9d6cf")
    for index in range(110):
        x, y = canvas.dice.between(0, 960), canvas.dice.between(232, 322)
        w, h = canvas.dice.between(9, 20), canvas.dice.between(7, 15)
        canvas.put(
            rect((x, y), w, h, tones[index % 5]),
            polygon([(x - 2, y), (x + w / 2, y - 6), (x + w + 2, y)], "#b4553a"),
        )
        if index % 3 == 0:
            plants.bush(canvas, (x + 20, y + h), 26, "#4f8a50", "#74a85c")


def _rooms(canvas: Canvas) -> None:
    wall = canvas.gradient("#f7dfb4", "#e7b981", across=True)
    canvas.put(
        ellipse((690, 478), 300, 16, "#24401f", opacity=0.35),
        rect((430, 340), 500, 132, wall),
        polygon(
            [(404, 350), (470, 262), (892, 262), (958, 350)], canvas.gradient("#d4683f", "#a5432d")
        ),
    )
    for y in spread(6, 276, 342):
        wide = 216 + (y - 262) * 0.74
        canvas.put(stroke(f"M{681 - wide:.0f},{y:.0f}H{681 + wide:.0f}", "#8f3625", 2, opacity=0.5))
    canvas.put(rect((430, 350), 500, 16, "#7a3a26", opacity=0.35))
    for x in (452, 572, 692, 812):
        canvas.put(
            rect((x, 386), 40, 86, "#2f6f73", rx=3.0), rect((x + 5, 392), 30, 36, "#3f8b8c"),
            ellipse((x + 34, 432), 2.5, 2.5, "#f7d58a"),
            rect((x + 52, 388), 44, 42, "#fff6e2"), rect((x + 56, 392), 36, 34, "#8fc3c4"),
            stroke(f"M{x + 74},392v34M{x + 56},409h36", "#fff6e2", 3),
        )  # fmt: skip
    for x in (436, 556, 676, 796, 916):
        canvas.put(rect((x - 5, 350), 10, 126, "#fff3da"))
    canvas.put(rect((424, 470), 512, 12, "#c98a5a"))


def _jackfruit_tree(canvas: Canvas) -> None:
    canvas.put(ellipse((220, 520), 190, 18, "#24401f", opacity=0.35))
    plants.tree(canvas, (200, 520), 430, ("#1f5a35", "#33803f", "#8dbb4f"), "#5a3d28")
    for x, y, h in ((182, 372, 30), (226, 346, 36), (246, 300, 30), (156, 318, 28), (204, 440, 34)):
        fruit = canvas.gradient("#c9c456", "#7f8a2f", across=True)
        canvas.put(stroke(f"M{x},{y - h}v-14", "#5a3d28", 4), ellipse((x, y), h * 0.62, h, fruit))
        for dx, dy in (
            (-0.3, -0.4),
            (0.1, -0.6),
            (0.25, -0.1),
            (-0.1, 0.0),
            (-0.3, 0.35),
            (0.15, 0.5),
        ):
            canvas.put(ellipse((x + h * dx, y + h * dy), 2.2, 2.2, "#e5e08a"))


def _desk_in_the_shade(canvas: Canvas) -> None:
    canvas.put(
        ellipse((330, 560), 96, 11, "#24401f", opacity=0.4),
        stroke("M290,512V560M372,512V560", "#6b4028", 7), rect((270, 502), 124, 11, "#a86c40", rx=3.0),
        polygon([(316, 502), (308, 468), (356, 468), (360, 502)], "#c9d3d6"), polygon([(320, 498), (313, 472), (352, 472), (355, 498)], "#3f7f96"),
        path("M376,502v-14h14v14Z", "#fff6e2"), stroke("M390,491q8,2 0,8", "#fff6e2", 2.4),
        stroke("M226,560V476M226,530h40v30", "#8a5430", 6),
        path("M232,534C228,500 232,476 246,472Q262,476 262,500L262,534Z", "#e8a531"),
        stroke("M254,488L300,498", "#4a2c1d", 6), stroke("M246,532L288,536L284,560", "#2f4a7a", 11),
        ellipse((248, 458), 10, 12, "#4a2c1d"), path("M237,458Q236,442 249,443Q262,444 259,456Q248,448 237,458Z", "#1d1512"),
    )  # fmt: skip
