"""What a page complains of, but for the browser's own: that it left an animation between two pages out, because somebody
was on the way to a third or the machine was too busy to begin it, is reported as an error of the page and is none.
"""

from playwright.sync_api import Page

LEFT_OUT = ("Transition was skipped", "Transition was aborted because of invalid state")


def listen_for_errors(page: Page, complaints: list[str]) -> None:
    """Adds what goes wrong in the scripts of `page` to `complaints`."""

    def heard(text: str) -> None:
        if not text.startswith(LEFT_OUT):
            complaints.append(text)

    page.on("pageerror", lambda error: heard(str(error)))
