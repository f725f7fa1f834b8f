"""Every path of Graph that is answered here."""

from local.exchange.graph import Route
from local.exchange.routes.batch import BATCH
from local.exchange.routes.events import EVENTS
from local.exchange.routes.lookups import LOOKUPS
from local.exchange.routes.people import PEOPLE
from local.exchange.routes.places import PLACES
from local.exchange.routes.subscribing import SUBSCRIBING

ROUTES: list[Route] = [*EVENTS, *LOOKUPS, *SUBSCRIBING, *PEOPLE, *PLACES, *BATCH]
