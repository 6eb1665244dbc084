"""Every path of the pages on which a person looks at the sandbox and touches it."""

from __future__ import annotations

from aiohttp import web

from nauli_sandbox.drawing import draw
from nauli_sandbox.face import about, book, faults, mail, phones, sent

_ID = "{id:[0-9]{1,15}}"


def face_paths() -> list[web.RouteDef]:
    return [
        web.get("/", phones.show_phones),
        web.post("/phones", phones.mark_phone),
        web.get("/phones/{msisdn:[0-9]{8,15}}", phones.show_phone),
        web.post("/prompts/{reference}", phones.answer_prompt),
        web.get("/mail", mail.show_mails),
        web.get(f"/mail/{_ID}", mail.show_mail),
        web.get(f"/mail/{_ID}/html", mail.show_html),
        web.get(f"/mail/{_ID}/whole", mail.hand_over_mail),
        web.get(f"/mail/{_ID}/attachments/{{number:[0-9]{{1,4}}}}", mail.hand_over_attachment),
        web.get("/book", book.show_book),
        web.get("/book/momo/{reference}", book.show_charge),
        web.get("/book/chapa/{reference}", book.show_checkout),
        web.get("/sent", sent.show_all),
        web.get(f"/sent/{_ID}", sent.show_one),
        web.post(f"/sent/{_ID}", sent.repeat),
        web.get("/faults", faults.show_faults),
        web.post("/faults", faults.set_fault),
        web.post("/faults/lift", faults.lift_all),
        web.post(f"/faults/{_ID}/lift", faults.lift_fault),
        web.get("/about", about.show_about),
        web.get("/face/{name}", draw.show_file),
    ]
