"""Every path of Graph that is answered here."""

from local.exchange.graph import Route
from local.exchange.routes.batch import BATCH
from local.exchange.routes.events import EVENTS
from local.exchange.routes.lookups import LOOKUPS
from local.exchange.routes.people import PEOPLE
from local.exchange.routes.places import PLACES
from local.exchange.routes.subscribing import SUBSCRIBING

# `events/delta` is looked at before an event that might be called so.
ROUTES: list[Route] = [*LOOKUPS, *EVENTS, *SUBSCRIBING, *PEOPLE, *PLACES, *BATCH]
