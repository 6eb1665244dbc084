"""The goods of the shop, each on its own ground: small enough to go as they are drawn."""

from __future__ import annotations

from math import cos, pi, sin

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


def _ground(seed: int, back: str, table: str) -> Canvas:
    """A wall, a table, and a round of light behind what stands on it."""
    canvas = Canvas(seed, width=320, height=240)
    canvas.put(
        rect((0, 0), 320, 240, back),
        ellipse((160, 110), 104, 104, "#fff", opacity=0.22),
        rect((0, 182), 320, 58, table),
        rect((0, 182), 320, 5, "#fff", opacity=0.18),
    )
    return canvas


def _shadow(canvas: Canvas, at: Point, wide: float) -> None:
    canvas.put(ellipse(at, wide, wide * 0.1, "#2b170d", opacity=0.3))


def _coffee(
    seed: int, ground: tuple[str, str], bag: tuple[str, str], sign: tuple[str, str]
) -> Canvas:
    canvas = _ground(seed, *ground)
    _shadow(canvas, (160, 209), 84)
    canvas.put(
        path("M106,62Q104,140 98,206H222Q216,140 214,62Z", canvas.gradient(*bag, across=True)),
        path("M106,62Q110,44 104,34H216Q210,44 214,62Z", bag[1]), rect((100, 30), 120, 14, bag[0], rx=3.0),
        stroke("M106,64H214", "#fff", 1.5, opacity=0.4), stroke("M118,70Q116,140 110,198", "#fff", 4, opacity=0.16),
        rect((120, 88), 80, 84, sign[0], rx=4.0),
    )  # fmt: skip
    if seed == 1:  # Mount Elgon over its slopes
        canvas.put(
            path("M124,144L146,112L158,124L174,104L196,144Z", sign[1]),
            path("M124,144Q160,132 196,144V158H124Z", "#6f9440"),
            ellipse((180, 104), 7, 7, "#e9a23b"),
        )
    else:  # a flower of jasmine
        for angle in spread(6, 0, 2 * pi)[:5]:
            canvas.put(
                ellipse(
                    (160 + cos(angle) * 15, 124 + sin(angle) * 15), 10, 10, sign[1], opacity=0.9
                )
            )
        canvas.put(
            ellipse((160, 124), 7, 7, "#f2c14e"),
            path("M140,156q20,-14 40,0q-20,8 -40,0Z", "#5f8d45"),
        )
    canvas.put(rect((134, 162), 52, 3, bag[0]))
    for _ in range(15):
        x, y = canvas.dice.between(30, 112), canvas.dice.between(196, 224)
        canvas.put(
            ellipse((x, y), 7, 5, "#5a331c"),
            stroke(f"M{x - 5:.0f},{y:.0f}q5,-3 10,0", "#2f180d", 1.2),
        )
    return canvas


def bugisu_coffee() -> Canvas:
    return _coffee(1, ("#f3c98b", "#a86a3d"), ("#6f4328", "#4a2a1a"), ("#fbeccb", "#3f6b4a"))


def yirgacheffe_coffee() -> Canvas:
    return _coffee(2, ("#bfd8c2", "#8a6242"), ("#2f6f5c", "#1d4a40"), ("#e6efd9", "#ffffff"))


def _jar(canvas: Canvas, filling: tuple[str, str], lid: str, label: str) -> None:
    _shadow(canvas, (160, 208), 78)
    canvas.put(
        path("M102,78Q96,86 96,100V186Q96,206 118,206H202Q224,206 224,186V100Q224,86 218,78Z", canvas.gradient(*filling)),
        rect((106, 50), 108, 30, lid, rx=5.0), rect((106, 70), 108, 6, "#000", opacity=0.15),
        stroke("M112,58H196", "#fff", 3, opacity=0.45), stroke("M108,100V184", "#fff", 7, opacity=0.4),
        rect((120, 112), 92, 64, label, rx=5.0),
    )  # fmt: skip


def groundnut_paste() -> Canvas:
    canvas = _ground(3, "#f2d7b0", "#c98a52")
    _jar(canvas, ("#d9a566", "#b97a3e"), "#c8452d", "#fff3d8")
    canvas.put(_nut((152, 144), 1.5, -24), _nut((184, 146), 1.1, 30))
    for at, turn in (
        ((54, 206), 14),
        ((84, 218), -20),
        ((246, 212), 24),
        ((272, 202), -12),
        ((44, 224), -8),
    ):
        canvas.put(_nut(at, 1.05, turn))
    return canvas


def _nut(at: Point, scale: float, turn: float) -> str:
    shell = path(
        "M-18,0C-18,-11 -6,-11 0,-6C6,-12 19,-11 19,0C19,11 6,12 0,6C-6,11 -18,11 -18,0Z", "#d8a45c"
    )
    lines = stroke("M-13,-4q8,-3 12,1q6,-4 14,-1M-14,3q8,3 14,0q6,3 13,1", "#a56f30", 1.3)
    return group(
        shell, lines, transform=f"translate({at[0]} {at[1]}) rotate({turn}) scale({scale})"
    )


def honey() -> Canvas:
    canvas = _ground(4, "#ffe1a3", "#b9783e")
    _jar(canvas, ("#f7b733", "#d97a14"), "#f4ead2", "#fffaea")
    for x, y in ((146, 132), (166, 132), (136, 149), (156, 149), (176, 149)):
        comb = [
            (x + 10.5 * cos(a), y + 10.5 * sin(a)) for a in spread(7, pi / 6, 2 * pi + pi / 6)[:6]
        ]
        canvas.put(polygon(comb, "#f2a93b", stroke="#b96a12", stroke_width=2))
    canvas.put(
        stroke("M274,70L250,168", "#a8683c", 6),
        *(ellipse((248 - index, 172 + index * 8), 17 - abs(index - 1.5) * 3, 4.5, "#c98a4a") for index in range(4)),
        path("M230,206q18,-18 36,0q8,8 -18,9t-18,-9Z", "#f2a021"), stroke("M247,194v10", "#f2a021", 5),
        ellipse((70, 96), 12, 8, "#f2b32f"), stroke("M64,90v12M70,88v16M76,90v12", "#3a2413", 3), ellipse((66, 86), 9, 5, "#fff", opacity=0.8), ellipse((77, 86), 8, 5, "#fff", opacity=0.7),
    )  # fmt: skip
    return canvas


def kitenge() -> Canvas:
    canvas = _ground(5, "#f7c9a8", "#8a5a6b")
    _shadow(canvas, (160, 212), 112)
    for y, tone in ((176, "#1f6f6c"), (146, "#d9462f"), (116, "#20417a")):
        canvas.put(
            path(f"M66,{y}Q54,{y + 15} 66,{y + 32}H252Q264,{y + 15} 252,{y}Z", tone),
            stroke(f"M68,{y + 16}H250", "#000", 1.6, opacity=0.25),
        )
    for index, x in enumerate(spread(7, 84, 236)):
        canvas.put(
            ellipse((x, 192), 9, 9, "#f5c04a"),
            ellipse((x, 192), 4, 4, "#d9462f"),
            polygon(
                [(x, 150), (x + 10, 162), (x, 174), (x - 10, 162)],
                "#f8e3b0" if index % 2 else "#f5a623",
            ),
        )
    fold = path("M66,116Q74,60 150,66Q230,52 252,116Z", "#20417a")
    inside = canvas.clip(path("M66,116Q74,60 150,66Q230,52 252,116H252V148H66Z", "#000"))
    prints = []
    for x in spread(6, 78, 244):
        for y in (78, 108, 136):
            at = x + (14 if y == 108 else 0), y
            prints += [
                ellipse(at, 13, 13, "#f5a623"),
                ellipse(at, 8.5, 8.5, "#d9462f"),
                ellipse(at, 4, 4, "#fff3d6"),
            ]
    canvas.put(
        fold, group(*prints, clip_path=inside), stroke("M66,132H252", "#000", 1.6, opacity=0.2)
    )
    return canvas


def solar_lantern() -> Canvas:
    canvas = _ground(6, "#35517a", "#243a5c")
    canvas.put(ellipse((150, 120), 120, 120, canvas.glow("#fff0b8:.85", "#ffd873:.35", "#ffd873")))
    _shadow(canvas, (150, 209), 66)
    canvas.put(
        stroke("M112,88Q112,30 150,30T188,88", "#e9edf0", 6),
        rect((104, 76), 92, 22, "#f2b33c", rx=8.0), path("M112,98H188L182,168H118Z", "#fff6d2"),
        path("M126,98h48l-4,70h-40Z", "#ffffff", opacity=0.7), stroke("M118,104L124,164M182,104L176,164M150,100V166", "#d9b76a", 2),
        rect((102, 166), 96, 40, "#f2b33c", rx=9.0), ellipse((150, 186), 8, 8, "#c9582f"), rect((172, 182), 14, 7, "#4a3a2a", rx=2.0),
        polygon([(214, 206), (230, 150), (296, 150), (288, 206)], "#16233d"), stroke("M223,178H292M246,150L240,206M268,150L264,206", "#5f86b8", 2),
        stroke("M214,206L230,150H296L288,206Z", "#c9d3dc", 3), stroke("M186,186Q204,196 214,200", "#16233d", 3),
        rect((44, 162), 32, 50, "#16233d", rx=5.0), rect((47, 167), 26, 38, "#6fc3cf"), path("M61,174l-8,14h7l-3,12l10,-16h-7l4,-10Z", "#fff6d2"), stroke("M76,196Q92,204 104,192", "#e9edf0", 2.5),
    )  # fmt: skip
    return canvas


def bark_cloth() -> Canvas:
    canvas = _ground(7, "#e9cfae", "#6f4a34")
    _shadow(canvas, (160, 212), 116)
    tones = canvas.gradient("#b5683a", "#8a4526", across=True)
    canvas.put(path("M52,60Q110,48 168,58T270,54L262,206Q200,214 150,206T48,208Z", tones))
    for _ in range(60):
        x, y = canvas.dice.between(58, 250), canvas.dice.between(64, 200)
        canvas.put(
            stroke(
                f"M{x:.0f},{y:.0f}q6,{canvas.dice.between(-3, 3):.0f} {canvas.dice.between(10, 30):.0f},0",
                "#6b3219" if x % 2 < 1 else "#d18a54",
                1.2,
                opacity=0.55,
            )
        )
    canvas.put(
        path("M270,54L262,206Q236,210 220,208Q246,130 236,55Q254,53 270,54Z", "#6b3219", opacity=0.5),
        path("M52,60Q80,54 110,55Q84,90 78,130Q62,120 50,124Z", "#d18a54"), stroke("M110,55Q84,90 78,130", "#6b3219", 2),
        rect((40, 206), 12, 12, "#c98f5e", rx=2.0), rect((206, 192), 84, 26, "#c98f5e", rx=8.0), stroke("M214,198v16M226,198v16M238,198v16M250,198v16", "#8a5a34", 2), rect((286, 198), 30, 12, "#8a5a34", rx=4.0),
    )  # fmt: skip
    return canvas


def shea_butter() -> Canvas:
    canvas = _ground(8, "#cfe0c3", "#a5794f")
    _shadow(canvas, (150, 208), 92)
    canvas.put(
        path("M64,132H236Q234,206 150,206T64,132Z", canvas.gradient("#9a6238", "#5f3820", across=True)),
        ellipse((150, 132), 86, 20, "#6b4026"), ellipse((150, 128), 78, 16, "#fbf2d6"),
        path("M80,126Q92,92 128,96Q138,64 164,80Q196,76 196,104Q222,108 220,126Q150,146 80,126Z", canvas.gradient("#fffdf2", "#f0dfb2")),
        stroke("M104,116Q128,96 150,110T196,106M128,100Q144,84 166,92", "#dcc78e", 2.6), stroke("M76,160q74,28 148,0", "#d9a566", 2.4, stroke_dasharray="6 6"),
        ellipse((262, 200), 18, 15, "#7a4a2b"), ellipse((256, 194), 7, 5, "#b98258"), ellipse((284, 210), 14, 11, "#633a22"),
        path("M30,206Q46,164 84,176Q70,208 30,206Z", "#6f9a56"), stroke("M32,205Q56,190 82,177", "#4b7540", 2),
    )  # fmt: skip
    return canvas


def kente() -> Canvas:
    canvas = _ground(9, "#f6dfb2", "#3f5f4a")
    _shadow(canvas, (160, 212), 110)
    strip = "M70,44H250V196Q160,206 70,196Z"
    cloth = [rect((60, 30), 200, 190, "#e6a91f")]
    for column, x in enumerate(spread(6, 70, 220)):
        for row, y in enumerate(spread(8, 44, 184)):
            if (row + column) % 2:
                cloth.append(rect((x, y), 30, 20, ("#1f6b43", "#b5281f")[row % 2]))
                cloth += [rect((x, y + dy), 30, 3, "#f6d25a") for dy in (4, 13)]
            else:
                cloth += [
                    rect((x + dx, y), 4, 20, ("#1d1a18", "#1f6b43")[column % 2])
                    for dx in (4, 13, 22)
                ]
    cloth += [stroke(f"M{x:.0f},30V220", "#1d1a18", 1.6) for x in spread(7, 70, 250)]
    cloth.append(
        rect((60, 30), 200, 190, canvas.gradient("#fff:.18", "#000:0", "#000:.24", across=True))
    )
    canvas.put(group(*cloth, clip_path=canvas.clip(path(strip, "#000"))))
    for x in spread(31, 72, 248):
        canvas.put(
            stroke(
                f"M{x:.0f},{199 - abs(x - 160) * 0.03:.0f}v14",
                "#e6a91f" if int(x) % 3 else "#1f6b43",
                2,
            )
        )
    canvas.put(rect((58, 38), 204, 9, "#6b4026", rx=4.0))
    return canvas


def chocolate() -> Canvas:
    canvas = _ground(10, "#e8b7a0", "#7a3f2f")
    _shadow(canvas, (150, 210), 110)
    canvas.put(rect((62, 66), 176, 142, "#4a2414", rx=5.0))
    for x in spread(4, 68, 194):
        for y in (72, 106):
            canvas.put(
                rect((x, y), 38, 30, "#5f301b", rx=3.0),
                path(f"M{x},{y + 30}v-30h38l-5,5h-28v20Z", "#7d4528"),
            )
    canvas.put(
        path("M56,128l16,-9l14,8l16,-9l16,9l16,-8l16,9l16,-9l16,8l16,-8l16,9l16,-8l14,7V212H56Z", "#e3d9c4"),
        rect((56, 138), 188, 74, "#b5301f"), rect((56, 138), 188, 9, "#f2b33c"), rect((56, 203), 188, 9, "#1f6b43"),
        polygon([(150, 156), (155, 169), (169, 169), (158, 178), (162, 192), (150, 184), (138, 192), (142, 178), (131, 169), (145, 169)], "#1d1512"),
        path("M236,196Q250,150 292,152Q304,196 262,214Q240,212 236,196Z", canvas.gradient("#f0a63a", "#c05a24")), stroke("M240,200Q262,164 294,154M248,209Q276,184 298,164", "#8f3f1a", 2),
        ellipse((40, 206), 12, 8, "#5f301b"), ellipse((28, 220), 11, 7, "#7d4528"), ellipse((54, 221), 11, 7, "#4a2414"),
    )  # fmt: skip
    return canvas


def bolga_basket() -> Canvas:
    canvas = _ground(11, "#bfe0dc", "#b98a56")
    _shadow(canvas, (160, 211), 92)
    shape = "M68,104Q66,210 160,210T252,104Z"
    rows = []
    for row, y in enumerate(spread(12, 108, 208)):
        for column, x in enumerate(spread(25, 64, 256)):
            peak = abs(column % 6 - 3) * 2
            tone = "#d9462f" if peak > row - 3 else "#2b6f8a"
            if row in {0, 1, 2, 9, 10, 11}:
                tone = ("#f0c15a", "#8a3f6b", "#f0c15a")[row % 3]
            rows.append(ellipse((x, y), 5.2, 5.6, tone))
    canvas.put(
        stroke("M92,106C80,20 240,20 228,106", "#6b3f24", 11), stroke("M94,100C86,28 234,28 226,100", "#a56a40", 3),
        ellipse((160, 104), 94, 20, "#7a4f2a"), ellipse((160, 107), 84, 14, "#4f311b"), path(shape, "#c9984f"),
        group(*rows, clip_path=canvas.clip(path(shape, "#000"))),
        path(shape, canvas.gradient("#fff:.2", "#000:0", "#000:.3", across=True)), stroke("M66,104Q160,142 254,104", "#e9c886", 9), stroke("M66,104Q160,142 254,104", "#a8743a", 9, stroke_dasharray="2 7"),
    )  # fmt: skip
    return canvas


def djembe() -> Canvas:
    canvas = _ground(12, "#f4b183", "#7a3f3a")
    _shadow(canvas, (160, 214), 58)
    wood = canvas.gradient("#b5703e", "#5f3219", across=True)
    canvas.put(
        path("M90,50Q92,118 140,138Q146,176 122,212H198Q174,176 180,138Q228,118 230,50Z", wood),
        stroke("M126,204Q160,212 194,204", "#3f2011", 4), ellipse((160, 138), 21, 5, "#3f2011", opacity=0.6),
        stroke("M92,66" + "L112,106L128,70L146,112L160,72L174,112L192,70L208,106L228,66", "#f6e9cf", 2.6),
        path("M88,44Q160,76 232,44V60Q160,92 88,60Z", "#c8452d"), stroke("M90,54Q160,84 230,54", "#f2c14e", 2.4, stroke_dasharray="5 5"),
        ellipse((160, 44), 72, 17, "#c9a57c"), ellipse((160, 42), 68, 14, "#fdf1d8"), ellipse((150, 40), 34, 6, "#fffaf0"),
        stroke("M132,170q28,12 54,0M136,184q24,10 48,0", "#f2c14e", 2.4), stroke("M104,84Q112,112 138,128", "#fff", 4, opacity=0.2),
    )  # fmt: skip
    return canvas


def market_bag() -> Canvas:
    canvas = _ground(13, "#c9d6ea", "#9a7a5a")
    _shadow(canvas, (160, 211), 88)
    shape = "M76,100H244L232,200Q230,208 222,208H98Q90,208 88,200Z"
    bands = [
        rect((70, y), 190, 12, tone)
        for y, tone in (
            (116, "#c8502f"),
            (128, "#f0d9ac"),
            (140, "#2d6f72"),
            (160, "#f0b84a"),
            (172, "#c8502f"),
            (192, "#2d6f72"),
        )
    ]
    weave = [stroke(f"M{x:.0f},100V210", "#7a5430", 1, opacity=0.35) for x in spread(24, 80, 240)]
    weave += [stroke(f"M70,{y:.0f}H250", "#fff", 1, opacity=0.25) for y in spread(14, 104, 206)]
    canvas.put(
        stroke("M114,112C106,10 214,10 206,112", "#7a4526", 9), stroke("M116,100C112,22 208,22 204,100", "#b5794a", 2),
        path(shape, "#d9b98a"), group(*bands, *weave, clip_path=canvas.clip(path(shape, "#000"))),
        path(shape, canvas.gradient("#fff:.2", "#000:0", "#000:.25", across=True)),
        path("M74,96H246L244,114H76Z", "#7a4526"), stroke("M78,105H242", "#e2b27d", 1.6, stroke_dasharray="5 4"),
        rect((108, 92), 14, 36, "#7a4526", rx=3.0), rect((198, 92), 14, 36, "#7a4526", rx=3.0), ellipse((115, 120), 2.6, 2.6, "#f2d08a"), ellipse((205, 120), 2.6, 2.6, "#f2d08a"),
    )  # fmt: skip
    return canvas


def netela() -> Canvas:
    canvas = _ground(14, "#8fb3a4", "#7a5a42")
    _shadow(canvas, (160, 212), 118)
    folds = canvas.gradient("#ffffff", "#dcd0bc")
    for y, inset in ((172, 0), (146, 8), (120, 3), (94, 12)):
        left, right = 52 + inset, 268 - inset
        canvas.put(
            path(
                f"M{left},{y}Q{left - 14},{y + 18} {left},{y + 36}H{right}Q{right + 14},{y + 18} {right},{y}Q160,{y - 8} {left},{y}Z",
                folds,
            )
        )
        canvas.put(
            stroke(f"M{left + 2},{y + 20}Q160,{y + 13} {right - 2},{y + 20}", "#c9bca4", 1.8)
        )
    drape = "M104,92Q160,70 222,92C232,130 226,170 232,204Q168,214 98,204C108,160 98,130 104,92Z"
    inside = canvas.clip(path(drape, "#000"))
    marks = [
        polygon([(x, 164), (x + 9, 177), (x, 190), (x - 9, 177)], "#e9b53a")
        for x in spread(9, 94, 238)
    ]
    marks += [ellipse((x, 177), 3, 3, "#b5301f") for x in spread(9, 94, 238)]
    canvas.put(
        path(drape, canvas.gradient("#ffffff", "#fbf6ec", "#e9dfcd")),
        stroke(
            "M128,96Q140,130 132,160M164,90Q170,126 164,160M200,96Q196,130 202,160", "#d8ccb6", 2.2
        ),
        group(
            rect((90, 160), 150, 34, "#2b7a4f"),
            rect((90, 157), 150, 4, "#e9b53a"),
            rect((90, 193), 150, 4, "#e9b53a"),
            *marks,
            clip_path=inside,
        ),
    )
    for x in spread(27, 102, 230):
        canvas.put(stroke(f"M{x:.0f},205v13", "#f7f0e2", 2))
    return canvas


ALL = (
    bugisu_coffee, groundnut_paste, honey, kitenge, solar_lantern, bark_cloth, shea_butter, kente,
    chocolate, bolga_basket, djembe, market_bag, yirgacheffe_coffee, netela,
)  # fmt: skip
