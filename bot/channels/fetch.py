"""Fetches what people sent from where an app keeps it: only there, only so much, and once.

An address in a message is data that a stranger wrote. So only hosts of the app are asked,
by HTTPS, without following elsewhere, and never one that stands in our own network.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

import httpx

from bot.channels.model import Fetched
from bot.errors import UpstreamError

MOST_BYTES = 20_000_000
SECONDS = httpx.Timeout(20.0, connect=5.0)


async def fetch(
    client: httpx.AsyncClient, address: str, hosts: Sequence[str], most: int = MOST_BYTES
) -> Fetched:
    """Return what lies at an address.

    Args:
        client: without redirects.
        address: as the app named it.
        hosts: those that may be asked; ``example.com`` includes what ends in
            ``.example.com``. A host with a port (``127.0.0.1:8099``) may be asked by plain
            HTTP and in our own network: a stand-in for the app.
        most: bytes that are taken.

    Raises:
        UpstreamError: the address is not allowed, it cannot be had, or it is too large.
    """
    url = _allowed(address, hosts)
    if url.netloc.decode() not in hosts:
        await _refuse_inside(url.host)
    try:
        async with client.stream("GET", url, timeout=SECONDS, follow_redirects=False) as response:
            if response.status_code != httpx.codes.OK:
                again = response.status_code >= 500 or response.status_code == 429
                raise UpstreamError(f"HTTP {response.status_code}", retryable=again)
            data = b""
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > most:
                    raise UpstreamError("too large", retryable=False)
    except httpx.HTTPError as error:
        raise UpstreamError(type(error).__name__, retryable=True) from error
    mime = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(data, mime)


def _allowed(address: str, hosts: Sequence[str]) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise UpstreamError("no address", retryable=False) from error
    if url.userinfo:
        raise UpstreamError("not an address of the app", retryable=False)
    if url.netloc.decode() in hosts and url.port is not None:
        return url
    known = any(url.host == host or url.host.endswith(f".{host}") for host in hosts)
    if url.scheme != "https" or url.port is not None or not known:
        raise UpstreamError("not an address of the app", retryable=False)
    return url


async def _refuse_inside(host: str) -> None:
    """Refuse a name that leads into our own network."""
    try:
        found = await asyncio.to_thread(socket.getaddrinfo, host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UpstreamError("unknown host", retryable=True) from error
    if not all(ipaddress.ip_address(entry[4][0]).is_global for entry in found):
        raise UpstreamError("not a public address", retryable=False)
