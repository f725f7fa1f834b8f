"""A function app with one of each trigger. What ran is in the table `runs`, for any process to see."""

import asyncio
import os

import azure.functions as func
from azure.data.tables import TableServiceClient, UpdateMode
from azure.storage.queue import QueueClient, TextBase64EncodePolicy
from fastapi import FastAPI, Request, Response

CONNECTION = os.environ["AzureWebJobsStorage"]  # noqa: SIM112 - Azure's own spelling

api = FastAPI()


def note(kind: str, text: str) -> None:
    """Remember that something ran."""
    with TableServiceClient.from_connection_string(CONNECTION, retry_total=0) as service:
        row = {"PartitionKey": kind, "RowKey": text}
        service.get_table_client("runs").upsert_entity(row, UpdateMode.REPLACE)


@api.get("/pid")
async def pid() -> int:
    return os.getpid()


@api.post("/echo")
async def echo(request: Request) -> Response:
    return Response(await request.body(), 201, media_type="application/octet-stream")


@api.get("/cookie")
async def cookie() -> Response:
    answer = Response(status_code=204)
    answer.set_cookie("__Host-session", "abc", secure=True, httponly=True, samesite="lax")
    return answer


@api.get("/slow")
async def slow() -> str:
    await asyncio.sleep(1.5)
    return "finished"


@api.get("/runs/{kind}")
def runs(kind: str) -> list[str]:
    with TableServiceClient.from_connection_string(CONNECTION) as service:
        rows = service.get_table_client("runs").query_entities(f"PartitionKey eq '{kind}'")
        return [row["RowKey"] for row in rows]


@api.post("/send")
async def send(request: Request) -> Response:
    text = (await request.body()).decode()
    await asyncio.to_thread(_send, text)
    return Response(status_code=202)


def _send(text: str) -> None:
    policy = TextBase64EncodePolicy()
    with QueueClient.from_connection_string(
        CONNECTION, "work", message_encode_policy=policy
    ) as queue:
        queue.send_message(text)


app = func.AsgiFunctionApp(
    app=api, http_auth_level=func.AuthLevel.ANONYMOUS, function_name="http_app_func"
)


@app.function_name("tick")
@app.timer_trigger(arg_name="timer", schedule="* * * * * *", use_monitor=False)
async def tick(timer: func.TimerRequest) -> None:
    await asyncio.to_thread(note, "tick", f"on time {not timer.past_due}")


@app.function_name("nightly")
@app.timer_trigger(arg_name="timer", schedule="%NIGHTLY%")
def nightly(timer: func.TimerRequest) -> None:
    note("nightly", f"past due {timer.past_due}")


@app.function_name("work")
@app.queue_trigger(arg_name="message", queue_name="work", connection="AzureWebJobsStorage")
def work(message: func.QueueMessage) -> None:
    body = message.get_body().decode()
    note("work", f"{body} {message.dequeue_count}")
    if body == "bad":
        raise ValueError("a message that never succeeds")
