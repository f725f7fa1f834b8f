"""The audit page and its table to take away, for auditors. They work without a script."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from adapters.http.api.audit import position_after
from adapters.http.api.paging import cursor_of
from adapters.http.caller import Caller
from adapters.http.pages.audit import AUDIT, EXPORT, audit_log, read_asked
from adapters.http.pages.frame import Frame, speaking
from adapters.http.render import render
from adapters.http.rights import Guarded, holder
from application.audit_csv import audit_csv
from application.list_audit import export_audit, list_audit
from application.ports import Ports
from application.show_profile import told_to_all
from domain.people import Person
from domain.rights import Right

NO_STORE = {"Cache-Control": "no-store"}
BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as something else


def audit_page_routes(ports: Ports, caller: Caller) -> list[BaseRoute]:
    """Both of them."""
    pages, auditor = _AuditPages(ports), holder(caller, Right.READ_AUDIT)
    return [Guarded(AUDIT, pages.log, auditor), Guarded(EXPORT, pages.export, auditor)]


@dataclass(frozen=True, slots=True)
class _AuditPages:
    ports: Ports

    async def log(self, request: Request, viewer: Person) -> Response:
        """A page of entries."""
        directory = await self.ports.places.directory()
        now = self.ports.clock.now()
        asked = read_asked(request.query_params, now=now, zone=directory.zone)
        after = position_after(request.query_params.get("cursor", ""))
        found = await list_audit(self.ports, asked.query(directory.zone, after=after))
        frame = Frame(
            directory=directory,
            told=await told_to_all(self.ports),
            here=AUDIT,
            viewer=viewer,
        )
        older = cursor_of(found.more) if found.more else ""
        with speaking(request, directory):
            page = audit_log(asked, found, frame=frame, older=older)
            return HTMLResponse(render("audit.html", page), headers=NO_STORE)

    async def export(self, request: Request, viewer: Person) -> Response:
        """All of it as CSV; that it was taken is in the audit before the first byte is."""
        directory = await self.ports.places.directory()
        now = self.ports.clock.now()
        asked = read_asked(request.query_params, now=now, zone=directory.zone)
        found = await export_audit(self.ports, asked.query(directory.zone), caller=viewer)
        name = f"audit-{asked.first}-{asked.last}.csv"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return Response(BOM + audit_csv(found), headers=headers, media_type="text/csv")
