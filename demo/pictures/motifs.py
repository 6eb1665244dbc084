"""People, animals, boats and houses, drawn around where they stand."""

from __future__ import annotations

from math import sin

from pictures.canvas import (
    Canvas,
    Point,
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


def person(at: Point, height: float, robe: str, wrap: str, *, skin: str = "#4a2c1d") -> str:
    """Somebody who stands, in a robe with a wrap over the shoulder."""
    body = path("M-9,-2C-10,-40 -11,-58 -7,-70Q0,-76 7,-70C11,-58 11,-40 10,-2Q0,2 -9,-2Z", robe)
    scarf = path("M-9,-66Q0,-78 8,-69L4,-40Q-4,-34 -8,-44Z", wrap)
    feet = rect((-6, -4), 4, 6, skin) + rect((2, -4), 4, 6, skin)
    head = ellipse((0, -82), 6.5, 8, skin) + path(
        "M-7,-84Q-6,-93 1,-92Q8,-91 7,-82Q0,-88 -7,-84Z", wrap
    )
    return placed(feet, body, scarf, head, at=at, scale=height / 92)


def hut(
    canvas: Canvas, at: Point, width: float, wall: tuple[str, str], thatch: tuple[str, str]
) -> None:
    """A round house under a cone of thatch, its door open and a light within."""
    x, y = at
    w = width / 2
    high = width * 0.42
    lit = canvas.gradient(wall[0], wall[1], across=True)
    roof = canvas.gradient(thatch[0], thatch[1], across=True)
    canvas.put(
        ellipse((x + w * 0.3, y), w * 1.3, w * 0.16, "#1c1710", opacity=0.28),
        path(
            f"M{x - w * 0.8},{y - high}V{y - 4}Q{x},{y + w * 0.16} {x + w * 0.8},{y - 4}V{y - high}Z",
            lit,
        ),
        path(
            f"M{x - w * 0.2},{y + w * 0.05}V{y - high * 0.62}Q{x},{y - high * 0.86}"
            f" {x + w * 0.2},{y - high * 0.62}V{y + w * 0.05}Z",
            "#3a2113",
        ),
        path(
            f"M{x - w * 0.12},{y + w * 0.05}V{y - high * 0.58}Q{x},{y - high * 0.74}"
            f" {x + w * 0.12},{y - high * 0.58}V{y + w * 0.05}Z",
            "#f6b65a",
        ),
    )
    eaves = [(x - w * 1.18, y - high * 0.86)]
    for step in spread(15, -1, 1):
        fringe = canvas.dice.between(0.0, 0.1)
        eaves.append((x + step * w * 1.16, y - high * (0.82 - fringe - 0.16 * (1 - step * step))))
    top = y - high - width * 0.56
    left = f"M{x},{top}Q{x - w * 0.42},{y - high * 1.35} {eaves[0][0]},{eaves[0][1]}"
    rim = "".join(f"L{px:.1f},{py:.1f}" for px, py in eaves[1:])
    canvas.put(path(f"{left}{rim}Q{x + w * 0.42},{y - high * 1.35} {x},{top}Z", roof))
    for step in spread(17, -0.94, 0.94):
        foot = x + step * w * 1.1, y - high * (0.86 - 0.12 * (1 - step * step))
        line = f"M{x + step * 5:.1f},{top + 8:.1f}Q{x + step * w * 0.4:.1f},{y - high * 1.3:.1f}"
        shade = thatch[1] if step < 0.3 else thatch[0]
        canvas.put(stroke(f"{line} {foot[0]:.1f},{foot[1]:.1f}", shade, width * 0.008, opacity=0.5))
    canvas.put(
        path(
            f"M{x - w * 0.09},{top + 10}L{x},{top - w * 0.16}L{x + w * 0.09},{top + 10}Z", thatch[1]
        )
    )


def dugout(at: Point, scale: float, *, wood: str = "#5a3420", rider: str = "#c8452d") -> str:
    """A dugout with somebody who paddles it, and its dim reflection."""
    hull = path("M-92,-10Q-60,-2 0,-2T92,-14Q80,12 40,13H-44Q-78,12 -92,-10Z", wood)
    rim = stroke("M-88,-8Q-58,0 0,0T88,-11", "#8a5a38", 3)
    back = path("M-26,0C-30,-26 -24,-44 -12,-46C0,-44 4,-24 2,0Z", rider)
    arm = stroke("M-14,-38Q2,-30 16,-34", "#4a2c1d", 6)
    head = ellipse((-10, -56), 8.5, 10, "#4a2c1d")
    hat = path("M-26,-60Q-10,-80 8,-60Q-9,-66 -26,-60Z", "#e7c888")
    paddle = stroke("M20,-52L12,16", "#8a5a38", 3.4) + path(
        "M15,6Q4,18 10,36Q20,22 15,6Z", "#8a5a38"
    )
    under = path("M-84,15Q-40,26 40,20T84,10Q40,34 -30,32T-84,15Z", "#10282c", opacity=0.3)
    return placed(under, paddle, back, head, hat, hull, rim, arm, at=at, scale=scale)


def elephant(at: Point, scale: float, tones: tuple[str, str, str], *, flip: bool = False) -> str:
    """Tones are the hide, its shade and its light. It looks to the left unless flipped."""
    hide, shade, light = tones
    far = path("M78,88L80,150H99L102,96ZM146,88L150,150H168L170,90Z", shade)
    body = blob(
        [(50, 58), (66, 30), (98, 20), (140, 24), (170, 42), (181, 76), (172, 104), (136, 108),
         (96, 110), (66, 104)],
        hide,
    )  # fmt: skip
    legs = path(
        "M62,92Q58,124 62,152H84Q86,124 92,100ZM152,84Q158,122 156,152H179Q182,116 182,76Z", hide
    )
    nails = "".join(ellipse((x, 150), 3, 2.4, light) for x in (66, 73, 80, 160, 167, 174))
    head = blob([(20, 46), (34, 22), (58, 18), (72, 38), (68, 72), (46, 84), (26, 74)], hide)
    trunk = path(
        "M22,50C8,72 8,100 11,122C12,138 2,144 -6,138C-8,146 4,154 15,146C26,138 23,114 27,98"
        "C30,86 38,82 42,78Z",
        hide,
    )
    rings = stroke("M12,92h12M11,104h12M11,116h11M12,128h10", shade, 1.6, opacity=0.7)
    tusk = path("M30,76C24,92 12,96 4,92C14,90 20,82 22,72Z", "#f7ecd2")
    ear = blob([(58, 28), (80, 22), (98, 38), (96, 66), (80, 86), (68, 74), (60, 54)], shade)
    rim = stroke("M60,30C80,22 97,36 95,62", light, 2.4, opacity=0.8)
    eye = ellipse((36, 50), 2.6, 2.6, "#21160f") + stroke("M30,46q6,-4 12,0", shade, 1.6)
    tail = stroke("M180,66Q190,86 184,108", hide, 4) + path("M182,104l6,18l-10,-2Z", shade)
    back = stroke("M68,30C98,14 142,20 168,40", light, 3, opacity=0.65)
    parts = (far, tail, body, back, legs, nails, head, trunk, rings, tusk, ear, rim, eye)
    return placed(*parts, at=at, scale=scale, flip=flip)


def pelican(at: Point, scale: float, *, flip: bool = False) -> str:
    body = path("M-40,0C-44,-26 -8,-40 26,-26Q50,-22 62,-32Q56,4 14,10Q-26,14 -40,0Z", "#fdf6ea")
    wing = path("M-14,-22Q20,-38 60,-32Q44,-6 8,-2Q-18,-4 -14,-22Z", "#efdccb")
    tips = stroke("M30,-8Q48,-16 60,-31M22,-4Q40,-8 52,-20", "#8c7a74", 2.2)
    neck = stroke("M-30,-10C-56,-26 -14,-52 -36,-72", "#fdf6ea", 13)
    head = ellipse((-38, -76), 11, 9, "#fdf6ea")
    bill = path("M-46,-80L-104,-58L-98,-54Q-70,-42 -44,-70Z", "#f0a33c")
    pouch = path("M-97,-55Q-72,-40 -45,-69Q-64,-66 -97,-55Z", "#f7c65c")
    eye = ellipse((-42, -78), 2.2, 2.2, "#2b1c14")
    under = ellipse((8, 14), 56, 6, "#11343a", opacity=0.25)
    parts = (under, neck, body, wing, tips, head, pouch, bill, eye)
    return placed(*parts, at=at, scale=scale, flip=flip)


def gelada(at: Point, scale: float, *, flip: bool = False) -> str:
    """A monkey of the high meadows, who sits and eats grass; the heart on its chest is bare."""
    tail = stroke("M34,-6Q64,-2 66,-34", "#6b4a2c", 5) + ellipse((66, -38), 6, 9, "#8a6238")
    body = path("M-20,0C-30,-34 -14,-60 12,-58C40,-54 46,-18 40,0Z", "#7b5531")
    mane = path(
        "M-32,-26C-42,-70 -14,-100 14,-86C44,-70 42,-32 36,-4L26,-18L16,-2L8,-16L0,0L-6,-16L-16,-4"
        "L-18,-18L-26,-10Z",
        "#b5854a",
    )
    chest = path("M-14,-40C-22,-50 -28,-36 -14,-24C0,-36 -6,-50 -14,-40Z", "#c9513f")
    face = path("M-30,-66Q-28,-82 -12,-82Q2,-80 0,-64Q-6,-52 -20,-52Q-30,-56 -30,-66Z", "#3f2a1e")
    muzzle = ellipse((-22, -59), 8, 6, "#5f4331")
    eyes = ellipse((-24, -69), 1.6, 1.2, "#e8b06a") + ellipse((-14, -69), 1.6, 1.2, "#e8b06a")
    arm = stroke("M-8,-30Q-24,-16 -30,-6", "#6b4a2c", 9)
    parts = (tail, body, mane, chest, face, muzzle, eyes, arm)
    return placed(*parts, at=at, scale=scale, flip=flip)


def lamp(canvas: Canvas, at: Point, size: float) -> str:
    """A storm lantern and the light around it."""
    x, y = at
    halo = ellipse((x, y), size * 6, size * 6, canvas.glow("#ffdf9a:.85", "#ffb648:.25", "#ffb648"))
    glass = rect(
        (x - size * 0.4, y - size * 0.6), size * 0.8, size * 1.2, "#ffe9b0", rx=size * 0.25
    )
    frame = rect((x - size * 0.55, y + size * 0.6), size * 1.1, size * 0.4, "#37291f", rx=2.0)
    cap = polygon(
        [(x - size * 0.55, y - size * 0.6), (x, y - size * 1.2), (x + size * 0.55, y - size * 0.6)],
        "#37291f",
    )
    ring = stroke(
        f"M{x - size * 0.3},{y - size}Q{x},{y - size * 2} {x + size * 0.3},{y - size}",
        "#37291f",
        1.6,
    )
    return group(halo, glass, frame, cap, ring)


def bulbs(canvas: Canvas, start: Point, end: Point, sag: float) -> None:
    """A string of lights between two points."""
    middle = (start[0] + end[0]) / 2, max(start[1], end[1]) + sag
    line = f"M{start[0]},{start[1]}Q{middle[0]},{middle[1]} {end[0]},{end[1]}"
    canvas.put(stroke(line, "#231a22", 2))
    light = canvas.glow("#ffe7a8", "#ffc861:.4", "#ffc861")
    for t in spread(9, 0.06, 0.94):
        x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * middle[0] + t * t * end[0]
        y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * middle[1] + t * t * end[1]
        canvas.put(ellipse((x, y + 7), 17, 17, light), ellipse((x, y + 6), 4.4, 5.4, "#fff3cf"))


def pirogue(at: Point, scale: float, colours: tuple[str, str, str], *, flip: bool = False) -> str:
    """A fishing boat of the coast: high at both ends, painted in bands, with a flag."""
    hull, band, mark = colours
    shape = path(
        "M-130,-44Q-112,-8 -40,0Q40,6 96,-14Q120,-26 138,-52Q128,10 70,26H-56Q-112,14 -130,-44Z",
        hull,
    )
    line = path(
        "M-124,-26Q-96,6 -30,11Q50,16 100,-2Q120,-10 133,-26Q124,2 96,10Q30,22 -40,18Q-104,8 -124,-26Z",
        band,
    )
    marks = "".join(
        polygon([(x, 2 + 6 * sin(x)), (x + 10, 8), (x, 16), (x - 10, 8)], mark)
        for x in (-62, -30, 2, 34, 66)
    )
    inside = path("M-118,-30Q-60,-6 0,-4Q70,-4 118,-36Q60,-14 0,-14T-118,-30Z", "#3b241a")
    pole = stroke("M-20,-4V-92", "#5a3a26", 4)
    cloth = path("M-18,-92Q4,-100 24,-90T58,-92L52,-60Q30,-54 14,-62T-18,-60Z", mark)
    return placed(pole, cloth, shape, line, marks, inside, at=at, scale=scale, flip=flip)
