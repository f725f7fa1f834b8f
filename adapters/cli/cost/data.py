"""Prices and counts as they stand in the files beside this one; each says where it comes from and of which day it is."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from domain.costs import PriceList

HERE = Path(__file__).resolve().parent
PRICES, COUNTS = HERE / "prices.json", HERE / "operations.json"


class Count(BaseModel):
    """What one act sent to storage, and how long it took here in milliseconds (an emulator's, not Azure's). `blobs` are
    those of the data account, `copies` those of the backup account."""

    model_config = ConfigDict(frozen=True)

    tables: float
    queues: float
    blobs: float
    copies: float
    ms: float


class Counts(BaseModel):
    """Acts, and what each sent, counted by `make bench`; `jobs` are the timers with nothing to do."""

    model_config = ConfigDict(frozen=True)

    counted: str
    acts: Mapping[str, Count]
    jobs: Mapping[str, Count]


def price_list() -> PriceList:
    return TypeAdapter(PriceList).validate_json(PRICES.read_bytes())


def counts(path: Path = COUNTS) -> Counts:
    return Counts.model_validate(json.loads(path.read_text("utf-8")))
