"""Mail through a mailbox of ours (sendMail). Permission Mail.Send (an Exchange role, for the senders' mailboxes only).

Graph gives a mail no id and takes it only once it is whole, so whether one went that nobody answered for is never known.
No copy is kept in the mailbox.
"""

from typing import Any

from adapters.graph.answers import Ask
from adapters.graph.client import Graph
from application.exchange import Done, Trouble
from application.exchange_resources import Message
from domain.calendar_event import Mailbox

QUIET = ("X-Auto-Response-Suppress", "All")
"""Nobody's out-of-office answers a machine. Exchange takes headers of our own only where they begin with X-."""


class GraphPost:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def send_mail(self, box: Mailbox, message: Message) -> Done | Trouble:
        def making(graph: Any) -> Any:
            from msgraph.generated.users.item.send_mail.send_mail_post_request_body import (
                SendMailPostRequestBody,
            )

            body = SendMailPostRequestBody(message=_mail(message), save_to_sent_items=False)
            return graph.users.by_user_id(str(box)).send_mail.to_post_request_information(body)

        answer = await self._graph.ask(making, Ask.MAIL)
        return answer if isinstance(answer, Trouble) else Done()


def _mail(message: Message) -> Any:
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.internet_message_header import InternetMessageHeader
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.message import Message as Mail
    from msgraph.generated.models.recipient import Recipient

    html = bool(message.html)
    name, value = QUIET
    return Mail(
        subject=message.subject,
        body=ItemBody(
            content_type=BodyType.Html if html else BodyType.Text,
            content=message.html if html else message.text,
        ),
        to_recipients=[
            Recipient(email_address=EmailAddress(address=message.address, name=message.name))
        ],
        internet_message_headers=[InternetMessageHeader(name=name, value=value)],
        attachments=_enclosed(message),
    )


def _enclosed(message: Message) -> list[Any] | None:
    from msgraph.generated.models.file_attachment import FileAttachment

    if not message.calendar:
        return None
    return [
        FileAttachment(
            odata_type="#microsoft.graph.fileAttachment",
            name="booking.ics",
            content_type=f"text/calendar; charset=utf-8; method={message.method}",
            content_bytes=message.calendar,
        )
    ]
