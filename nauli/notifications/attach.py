"""What goes along with an e-mail: made when it is sent, of what is true then."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from nauli.notifications.channels.contract import Attachment
from nauli.notifications.models import Channel, Message


def attachments(message: Message) -> Sequence[Attachment]:
    """Return what the topic's function in MESSAGE_ATTACHMENTS makes of `about`; mostly nothing.

    The settings name it, because what is attached is known to packages that are strangers here. It
    is called with the id in `about`, the `name` of whom the message greets and its `language`.
    """
    made_by = settings.MESSAGE_ATTACHMENTS.get(message.topic)
    if made_by is None or message.channel != Channel.EMAIL:
        return ()
    make = import_string(made_by)
    made: Sequence[Attachment] = make(message.about, name=message.name, language=message.language)
    return made
