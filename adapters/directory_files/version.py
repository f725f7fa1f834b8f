"""The version of a generation: a hash of what the exporter writes for it."""

from hashlib import sha256

from adapters.directory_files.write import write_files
from application.generation import Generation


def version_of(generation: Generation) -> str:
    """16 hexadecimal digits; the same content gives the same version, however it was written."""
    digest = sha256()
    for path, raw in sorted(write_files(generation).items()):
        digest.update(f"{path}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.hexdigest()[:16]
