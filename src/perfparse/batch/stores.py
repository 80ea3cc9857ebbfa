"""Object stores (s3://, gs://, az://) and web addresses, through obstore (extra `store`).

Credentials and endpoints come from the environment, under the names that each store's own tools use
(AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL …).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from perfparse.model.errors import ReadError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_URL = re.compile(r"(?i)(s3|s3a|gs|az|abfs|abfss|https?|file)://")


def is_url(place: str) -> bool:
    """Whether a place is no path."""
    return _URL.match(place) is not None


def get(url: str) -> bytes:
    """The bytes of an object.

    Raises:
        ReadError: it is not there, or the store does not answer or does not allow it; or obstore is not installed.
    """
    store, key = opened(url)
    try:
        return bytes(store.get(key).bytes())
    except FileNotFoundError:
        raise ReadError("there is no such object; check the address") from None
    except Exception as error:  # obstore has many kinds, each of its own module
        raise ReadError(f"the object cannot be read: {_first_line(error)}") from error


def under(url: str) -> Iterator[str]:
    """The addresses of all objects under a prefix, in order.

    Raises:
        ReadError: as `get`.
    """
    store, prefix = opened(url)
    base = url[: len(url) - len(urlsplit(url).path)]
    try:
        keys = sorted(entry["path"] for page in store.list(prefix) for entry in page)
    except Exception as error:
        raise ReadError(f"{url}: the store cannot be listed: {_first_line(error)}") from error
    yield from (f"{base}/{key}" for key in keys if not key.endswith("/"))


def opened(url: str) -> tuple[ObjectStore, str]:
    """The store of an address, and the key or prefix in it.

    Raises:
        ReadError: it is no address of a store, or obstore is not installed.
    """
    found = urlsplit(url)
    base = f"{found.scheme}://{found.netloc}"
    key = url[len(base) :].lstrip("/")
    escaped = found.scheme in ("http", "https", "file")  # keys of stores are taken as they are
    return _store(base if found.netloc else f"{base}/"), unquote(key) if escaped else key


@cache
def _store(base: str) -> Any:
    try:
        from obstore.store import from_url
    except ImportError as error:
        raise ReadError("addresses of object stores need the extra store: pip install 'perfparse[store]'") from error
    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://") or base.startswith("http://")
    try:
        return from_url(base, client_options={"allow_http": True}) if plain else from_url(base)
    except Exception as error:
        raise ReadError(f"{base}: the store cannot be opened: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]
