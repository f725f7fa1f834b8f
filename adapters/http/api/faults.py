"""What can be wrong with a request before any rule is asked, or with us: codes, statuses and sentences."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus

from adapters.http.i18n.words import message_id


class Fault(StrEnum):
    """The value is the code in the API: never renamed. What the domain says no to is a domain Refusal instead."""

    INVALID_INPUT = "invalid-input"
    MALFORMED_JSON = "malformed-json"
    NOT_SIGNED_IN = "not-signed-in"
    NOT_ALLOWED = "not-allowed"
    SIGN_IN_FAILED = "sign-in-failed"
    NOT_ADMITTED = "not-admitted"
    CROSS_SITE = "cross-site"
    STALE_FORM = "stale-form"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    TOO_LARGE = "too-large"
    HEAD_TOO_LARGE = "head-too-large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    IF_MATCH_REQUIRED = "if-match-required"
    INTERNAL_ERROR = "internal-error"
    READ_ONLY = "read-only"
    UNAVAILABLE = "unavailable"
    MISCONFIGURED = "misconfigured"


FAULT_STATUS: Mapping[Fault, HTTPStatus] = {
    Fault.INVALID_INPUT: HTTPStatus.BAD_REQUEST,
    Fault.MALFORMED_JSON: HTTPStatus.BAD_REQUEST,
    Fault.NOT_SIGNED_IN: HTTPStatus.UNAUTHORIZED,
    Fault.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Fault.SIGN_IN_FAILED: HTTPStatus.BAD_REQUEST,
    Fault.NOT_ADMITTED: HTTPStatus.FORBIDDEN,
    Fault.CROSS_SITE: HTTPStatus.FORBIDDEN,
    Fault.STALE_FORM: HTTPStatus.FORBIDDEN,
    Fault.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Fault.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Fault.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
    Fault.TOO_LARGE: HTTPStatus.CONTENT_TOO_LARGE,
    Fault.HEAD_TOO_LARGE: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    Fault.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Fault.IF_MATCH_REQUIRED: HTTPStatus.PRECONDITION_REQUIRED,
    Fault.INTERNAL_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.READ_ONLY: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.MISCONFIGURED: HTTPStatus.SERVICE_UNAVAILABLE,
}

FAULT_WORDS: Mapping[Fault, str] = {
    Fault.INVALID_INPUT: message_id("Something in the request is not as it must be; see errors."),
    Fault.MALFORMED_JSON: message_id("The body is not JSON in which every name occurs once."),
    Fault.NOT_SIGNED_IN: message_id("We do not know who is asking."),
    Fault.NOT_ALLOWED: message_id("Your role does not allow this."),
    Fault.SIGN_IN_FAILED: message_id("Signing in did not work. Please start again."),
    Fault.NOT_ADMITTED: message_id("This account does not belong to this municipality."),
    Fault.CROSS_SITE: message_id("The request came from a page of another site."),
    Fault.STALE_FORM: message_id(
        "This form is out of date. Load the page again and try once more."
    ),
    Fault.NOT_FOUND: message_id("There is nothing at this address."),
    Fault.METHOD_NOT_ALLOWED: message_id("This address does not take that method; see Allow."),
    Fault.NOT_ACCEPTABLE: message_id("We answer in JSON, which the request does not accept."),
    Fault.TOO_LARGE: message_id("The request is larger than 256 kB."),
    Fault.HEAD_TOO_LARGE: message_id("The address or the headers of the request are too long."),
    Fault.UNSUPPORTED_MEDIA_TYPE: message_id("The body must be application/json."),
    Fault.IF_MATCH_REQUIRED: message_id("Say in If-Match which version you want to change."),
    Fault.INTERNAL_ERROR: message_id("Something went wrong on our side. We have noted it."),
    Fault.READ_ONLY: message_id(
        "Vrijplek is being repaired: you can look, and book again in a while. Nothing was changed."
    ),
    Fault.UNAVAILABLE: message_id("That did not work just now. Please try again in a moment."),
    Fault.MISCONFIGURED: message_id("Vrijplek has not been set up completely yet."),
}
