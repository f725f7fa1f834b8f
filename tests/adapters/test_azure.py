"""The client libraries' errors as our faults."""

import pytest
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
)

from adapters.azure import translated
from application.faults import Misconfigured, Unavailable


def answered(status: int) -> HttpResponseError:
    error = HttpResponseError("no")
    error.status_code = status
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ServiceRequestError("connection refused"), Unavailable),
        (answered(500), Unavailable),
        (answered(503), Unavailable),
        (answered(403), Misconfigured),
        (answered(404), Misconfigured),
        (ClientAuthenticationError("no"), Misconfigured),
        (AzureError("odd"), Unavailable),
    ],
)
def test_an_error_becomes_a_fault(error: AzureError, fault: type[Exception]) -> None:
    with pytest.raises(fault) as caught, translated():
        raise error
    assert caught.value.__cause__ is error


def test_what_is_no_error_of_the_libraries_passes() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError
    assert issubclass(ResourceNotFoundError, HttpResponseError)
