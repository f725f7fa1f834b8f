"""Prices and counts as they stand in the files beside this one; each says where it comes from and of which day it is."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).resolve().parent
PRICES, COUNTS = HERE / "prices.json", HERE / "operations.json"


class Price(BaseModel):
    """`value` for `per` of them. `sure`: read on a page of the seller's, not remembered."""

    model_config = ConfigDict(frozen=True)

    value: float
    per: float = Field(gt=0)
    sure: bool
    source: str

    @property
    def each(self) -> float:
        return self.value / self.per


class Rate(BaseModel):
    """What one unit of the list's currency is in euro."""

    model_config = ConfigDict(frozen=True)

    value: float = Field(gt=0)
    date: str
    source: str


class PriceList(BaseModel):
    """A list with the day on which it was looked up."""

    model_config = ConfigDict(frozen=True)

    currency: str
    looked_up: str
    euro: Rate
    prices: Mapping[str, Price]

    def each(self, name: str) -> float:
        return self.prices[name].each


class Count(BaseModel):
    """What one act sent to storage, and how long it took here in milliseconds (an emulator's, not Azure's)."""

    model_config = ConfigDict(frozen=True)

    tables: float
    queues: float
    ms: float


class Counts(BaseModel):
    """Acts, and what each sent, counted by `make bench`; `jobs` are the timers with nothing to do."""

    model_config = ConfigDict(frozen=True)

    counted: str
    acts: Mapping[str, Count]
    jobs: Mapping[str, Count]


def price_list() -> PriceList:
    return PriceList.model_validate(json.loads(PRICES.read_text("utf-8")))


def counts(path: Path = COUNTS) -> Counts:
    return Counts.model_validate(json.loads(path.read_text("utf-8")))
