"""Every picture by the name of its file."""

from __future__ import annotations

from pictures import ethiopia, ghana, goods, lalibela, osu, rooms, uganda
from pictures.canvas import Draw

PLACES: tuple[Draw, ...] = (
    uganda.kiira_bend,
    uganda.kiira_veranda,
    rooms.kiira_room,
    uganda.bunyonyi,
    uganda.bunyonyi_night,
    rooms.bunyonyi_room,
    uganda.muyenga,
    ghana.fort_hill,
    rooms.fort_hill_room,
    ghana.mole,
    osu.osu,
    osu.osu_room,
    lalibela.lalibela,
    lalibela.lalibela_night,
    lalibela.lalibela_coffee,
    ethiopia.tana,
    ethiopia.buyit_ras,
)
GOODS: tuple[Draw, ...] = goods.ALL


def named(draw: Draw) -> str:
    return draw.__name__.replace("_", "-")
