"""What is to be seen on the demo's pictures, by the names of their files."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "kiira-bend": "Three thatched bandas on a green bank above the rapids of the Nile, at sunrise",
    "kiira-veranda": "A red hammock on a wooden veranda, the river and islands behind it at dusk",
    "kiira-room": "A banda's room: a bed under a net, and an open window over the river",
    "bunyonyi": "A wooden cottage on the lake; a dugout, islands and terraced hills in the mist",
    "bunyonyi-night": "A landing stage with lanterns, a dugout, and a sky full of stars",
    "bunyonyi-room": "The cottage's room of wood: a bed under a net, and the lake in the window",
    "muyenga": "A row of garden rooms; a guest works at a table under a jackfruit tree",
    "fort-hill": "A white fort above the surf, and painted canoes with flags on the beach",
    "fort-hill-room": "A white room with blue shutters, a bed under a net, and the sea outside",
    "mole": "A tent on a deck beside a water hole, where an elephant drinks with her calf",
    "osu": "A lively street at night: coloured houses, strings of lights, stalls and taxis",
    "osu-room": "A white sofa with kente cushions under a window with the lights of the city",
    "lalibela": "A church in the shape of a cross, cut down into the red rock; pilgrims in white",
    "lalibela-night": "A round thatched house with lit windows, under the moon and many stars",
    "lalibela-coffee": "A black coffee pot on glowing coals, and small cups on a low wooden table",
    "tana": "A house under fig trees on the lake, pelicans, and a boat made of papyrus",
    "buyit-ras": "A stone hut on a mountain meadow, and geladas that graze before it",
    "bugisu-coffee": "A brown bag of coffee with a mountain on its label, and some beans",
    "groundnut-paste": "A jar of groundnut paste with a red lid, and groundnuts beside it",
    "honey": "A jar of honey with a honeycomb on its label, a dipper and a bee",
    "kitenge": "Three folded cloths, printed with rings and diamonds in blue, red and green",
    "solar-lantern": "A lit yellow lantern that charges a phone, and its solar panel",
    "bark-cloth": "A sheet of red-brown bark cloth, and the grooved mallet that beats it",
    "shea-butter": "A wooden bowl full of white shea butter, a leaf and two shea nuts",
    "kente": "A strip of kente in gold, green, red and black, with a fringe",
    "chocolate": "A bar of dark chocolate in a red wrapper with a black star, and a cocoa pod",
    "bolga-basket": "A round woven basket in red, blue and gold, with a leather handle",
    "djembe": "A goblet drum of carved wood with a white skin and white ropes",
    "market-bag": "A woven bag with stripes of many colours and leather handles",
    "yirgacheffe-coffee": "A green bag of coffee with a white blossom on its label, and some beans",
    "netela": "Folded white shawls of cotton, with a green and gold border and a fringe",
}
