"""What things cost: list prices with their dates, the items of a bill, and how compute is billed.

Compute is billed from 1 s per activity and by the memory chosen, whether it is used or not; requests that an instance
serves side by side are one activity. So requests that come at random keep an instance busy for 1 - e^-(rate x 1 s) of the
time while one is enough, and for what they really need beyond that.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

MEMORY_MB = 2048  # of an instance, where nobody chose another
CORE_MB = 2048  # that come with one core
OPEN_HOURS = 9.0  # of a day in which people ask for things
LEAST = 1.0  # seconds of an activity at least
FILLED = 0.7  # how far an instance's core is filled before there is another
QUEUES = 3  # also where the function behind one is switched off: the host names all of them to the platform
WATCHED_EVERY = 10  # seconds between the platform's looks at each queue, to know when to start
WRITES_A_RUN, LEASES_A_RUN = 1, 3
"""Of the host for one run of a timer: its state; a lease taken, renewed, given back."""
QUEUE_CALLS = 3  # taken, held, removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`value` for `per` of them. `sure`: read on a page of the seller's, not remembered."""

    value: float
    per: float
    sure: bool
    source: str

    def __post_init__(self) -> None:
        if self.per <= 0:
            raise ValueError("a price is for some of them")

    @property
    def each(self) -> float:
        return self.value / self.per


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of the list's currency is in euro."""

    value: float
    date: str
    source: str

    def __post_init__(self) -> None:
        if self.value <= 0:
            raise ValueError("a rate is more than nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """A list with the day on which it was looked up."""

    currency: str
    looked_up: str
    euro: Rate
    prices: Mapping[str, Price]

    def each(self, name: str) -> float:
        return self.prices[name].each


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`amount` in the currency of the list; below nothing for what is free."""

    name: str
    count: float
    unit: str
    amount: float
    sure: bool = True


def priced(name: str, count: float, unit: str, price: str, prices: PriceList) -> Item:
    amount, sure = count * prices.each(price), prices.prices[price].sure
    return Item(name=name, count=count, unit=unit, amount=amount, sure=sure)


def granted(name: str, count: float, price: str, prices: PriceList, unit: str = "") -> Item:
    """What is not to be paid of it."""
    return Item(name=name, count=count, unit=unit, amount=-count * prices.each(price))


def free_of(name: str, used: float, prices: PriceList, *, sharing: int = 1) -> float:
    """How much of a subscription's grant is used where so many share it; never more than was used."""
    return min(used, prices.each(name) / sharing)


def busy_seconds(
    requests: float, worked: float, *, within: float, memory_mb: float = MEMORY_MB
) -> float:
    """Seconds of instances that `requests` keep busy within so many seconds; `worked`: what they need of a core."""
    if not requests:
        return 0
    alone = -math.expm1(-requests / within * LEAST)
    return within * max(alone, worked / within / FILLED / (memory_mb / CORE_MB))
