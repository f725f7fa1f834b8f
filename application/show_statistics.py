"""Showing the figures of one day, as the privacy terms let them be shown."""

from datetime import date

from application.ports import Ports
from domain.figures import Figures, figures


async def show_statistics(ports: Ports, day: date) -> tuple[Figures, ...]:
    """Of every site and kind; nothing for a day that has not been summed yet."""
    terms = (await ports.profiles.pact()).profile.terms
    return tuple(
        figures(sums, smallest=terms.smallest_group) for sums in await ports.statistics.of(day)
    )
