"""Files in one zip, the same for the same files."""

from collections.abc import Mapping
from io import BytesIO

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of `files`, by name."""
    import zipfile  # few requests need it

    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", compression=zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(files):
            pack.writestr(
                zipfile.ZipInfo(name, date_time=LONG_AGO),
                files[name],
                compress_type=zipfile.ZIP_DEFLATED,
            )
    return kept.getvalue()
