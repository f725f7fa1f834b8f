"""Stand-ins for the gRPC message classes that the Functions host and its Python worker exchange.

The worker runtime takes the classes from whoever starts it (`request.properties["protos"]`), so it runs
unchanged on these. They have been held against the real generated classes: same answers.
"""

import enum
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar


class Message:
    """Like protobuf: keywords in, attributes out, and `WhichOneof`."""

    ONE_OF: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    DEFAULTS: ClassVar[Mapping[str, Callable[[], object]]] = {}

    def __init__(self, **fields: object) -> None:
        self._given = {name for name, value in fields.items() if value is not None}
        for name, make in self.DEFAULTS.items():
            setattr(self, name, make())
        for name, value in fields.items():
            setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        # Asked only for what was not set: a field of another shape is a fault of the test.
        raise AttributeError(f"{type(self).__name__} carries no {name}")

    def WhichOneof(self, group: str) -> str | None:  # noqa: N802 - protobuf's name
        return next((name for name in self.ONE_OF[group] if name in self._given), None)


class SameSite(enum.IntEnum):
    """Of a cookie; protobuf has a member called `None`, which Python cannot write down."""

    UNSET = 0
    Lax = 1
    Strict = 2
    ExplicitNone = 3


setattr(SameSite, "None", SameSite.UNSET)

_DATA = (
    "string",
    "json",
    "bytes",
    "stream",
    "http",
    "int",
    "double",
    "collection_bytes",
    "collection_string",
    "collection_double",
    "collection_sint64",
    "model_binding_data",
    "collection_model_binding_data",
)


class TypedData(Message):
    """One value, in one of the forms of `_DATA`."""

    ONE_OF = {"data": _DATA}  # noqa: RUF012 - declared ClassVar above


class RpcHttp(Message):
    """A request or a response; unset fields are empty, as in protobuf."""

    DEFAULTS = {  # noqa: RUF012 - declared ClassVar above
        "method": str,
        "url": str,
        "headers": dict,
        "params": dict,
        "query": dict,
        "cookies": list,
        "status_code": str,
        "body": TypedData,
    }


class RpcException(Message):
    """What a failed invocation reports."""

    DEFAULTS = {"source": str, "stack_trace": str, "message": str}  # noqa: RUF012 - as above


def _plain(name: str, **constants: object) -> type[Message]:
    return type(name, (Message,), constants)


PROTOS = SimpleNamespace(
    BindingInfo=_plain("BindingInfo", out=1, inout=2, undefined=0, **{"in": 0}),
    FunctionEnvironmentReloadResponse=_plain("FunctionEnvironmentReloadResponse"),
    FunctionLoadResponse=_plain("FunctionLoadResponse"),
    FunctionMetadataResponse=_plain("FunctionMetadataResponse"),
    InvocationResponse=_plain("InvocationResponse"),
    NullableBool=_plain("NullableBool"),
    NullableDouble=_plain("NullableDouble"),
    NullableString=_plain("NullableString"),
    NullableTimestamp=_plain("NullableTimestamp"),
    ParameterBinding=_plain("ParameterBinding", ONE_OF={"rpc_data": ("data", "rpc_shared_memory")}),
    RetryContext=_plain("RetryContext"),
    RpcException=RpcException,
    RpcFunctionMetadata=_plain("RpcFunctionMetadata"),
    RpcHttp=RpcHttp,
    RpcHttpCookie=_plain("RpcHttpCookie", SameSite=SameSite),
    RpcRetryOptions=_plain("RpcRetryOptions"),
    RpcTraceContext=_plain("RpcTraceContext"),
    StatusResult=_plain("StatusResult", Failure=0, Success=1, Cancelled=2),
    Timestamp=_plain("Timestamp"),
    TypedData=TypedData,
    WorkerInitResponse=_plain("WorkerInitResponse"),
    WorkerMetadata=_plain("WorkerMetadata"),
)
