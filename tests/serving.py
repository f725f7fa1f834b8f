"""An application on a port of this machine for the length of a test, for whatever must come in through a socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def serving(app: ASGIApp, *, says: str = "warning") -> Iterator[str]:
    """Its address, without a slash at the end. `says`: from which level on the server speaks."""
    # Made anew, it knows that it speaks TCP, and asyncio then sends small answers at once instead of 40 ms later.
    with socket.socket(fileno=socket.create_server(("127.0.0.1", 0)).detach()) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level=says, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start; its own words are above"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=60)
