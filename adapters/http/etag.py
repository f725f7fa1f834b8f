"""Entity tags: made from what an answer depends on, compared as RFC 9110 says."""

import hashlib
import re

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
ANY = "*"


def tag_of(*facts: str) -> str:
    """A strong tag for an answer that depends on these facts and nothing else."""
    digest = hashlib.blake2b("\0".join(facts).encode(), digest_size=16)
    return f'"{digest.hexdigest()}"'


def quoted(opaque: str) -> str:
    return f'"{opaque}"'


def none_match(header: str | None, tag: str) -> bool:
    """Whether If-None-Match names `tag`, so that 304 is the answer (weak comparison)."""
    if not header:
        return False
    return header.strip() == ANY or any(quoted(each) == tag for _, each in _TAG.findall(header))


def strong_tags(header: str) -> tuple[str, ...]:
    """The opaque values of If-Match that may match strongly; a weak one never does."""
    return tuple(value for weak, value in _TAG.findall(header) if not weak)
