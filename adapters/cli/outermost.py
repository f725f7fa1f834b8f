"""The last line of the command line: whatever a command did not expect becomes one sentence and an exit code.

130 is a command that was broken off; 3 a storage, disk or network that failed; 4 a fault of ours. `VRIJPLEK_TRACEBACK=1` in the
environment shows where that came from.
"""

import sys
import traceback
from collections.abc import Callable, Mapping

from application.faults import Misconfigured, Stale, Unavailable

FAILED, OURS, BROKEN_OFF = 3, 4, 130
REACH = (
    "Look whether its address is right and this machine may reach it, then give the command again."
)


def carried_out(command: Callable[[], object], environment: Mapping[str, str]) -> int:
    """The exit code; what has to be said about it is said."""
    try:
        command()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return (
            _said("Broken off. The same command can be given again.", code)
            if code == BROKEN_OFF
            else code
        )
    except (Unavailable, Misconfigured, Stale) as fault:
        return _said(why(fault), FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _said(f"{where}{error.strerror or error}", FAILED)
    except Exception as error:  # noqa: BLE001  # beyond this line nobody can say anything any more
        if environment.get("VRIJPLEK_TRACEBACK"):
            traceback.print_exc()
        told = f"{type(error).__name__}: {error}"
        said = f"This is a fault of ours, please report it: {' '.join(told.split())[:300]}"
        return _said(f"{said} (VRIJPLEK_TRACEBACK=1 shows where)", OURS)
    return 0


def why(fault: Unavailable | Misconfigured | Stale) -> str:
    """Of something that is missing the fault says itself what to do."""
    match fault:
        case Misconfigured():
            return str(fault).strip()
        case Stale():
            return f"Somebody else changed it meanwhile; give the command again ({fault})."
        case Unavailable():
            return f"The storage did not do it: {fault}. {REACH}"


def _said(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
