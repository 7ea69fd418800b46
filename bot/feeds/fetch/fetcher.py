"""Fetch over HTTP: politely, bounded in time and size, behind the guard; failures are values."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from bot.core.feed_options import PLAIN, FeedOptions
from bot.core.lanes import errand
from bot.core.proxies import STRAIGHT
from bot.feeds.fetch import failures as excuses
from bot.feeds.fetch import reasons
from bot.feeds.fetch.address_guard import Attempt, Blocked, Guard, attempt
from bot.feeds.fetch.bodies.bot_check import SEEN, is_bot_check
from bot.feeds.fetch.bodies.decompress import ACCEPTED, TooLarge, Unpacker, UnpackError
from bot.feeds.fetch.headers import http_date, max_age, retry_after
from bot.feeds.fetch.patience import USUAL, Late, Pace, Patience, read_patiently
from bot.feeds.fetch.ways import Ways
from bot.feeds.slots import Slots
from bot.feeds.urls import link_url, server_of
from bot.models import Failed, Fetched, FetchRequest, NotModified
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.core.lanes import Lane
    from bot.core.proxies import Proxies, Proxy
    from bot.models import FetchResult

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_WITH_CHECK = frozenset({202, 401, 403, 405, 429, 503})
_MAX_REDIRECTS = 8
"""Redirects that are followed, by hand: bounds a chain; browsers give up at twenty."""
_ASIDE = 4
"""Requests that may wait without a slot, for each slot: a socket each and nothing more."""
_WHOLE_RANGE = re.compile(r"bytes 0-(\d{1,12})/(\d{1,12})")
_REFRESH_MAX = 4096
"""Characters of a Refresh header, as many as an address may have elsewhere."""
_LINKS_MAX = 8192
"""Characters of Link headers, by hand: some ten links."""

_OWN_PROXY = say("of this feed")
"""What a feed's own proxy is called: its address is the operator's, wherever the reason is read."""

_FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_PAGE_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1"
_READABLE = ("text/", "application/xhtml", "application/xml", "application/octet-stream")


@dataclass(slots=True)
class _FetchJob:
    """One fetch through its redirects: where it stands and what time it has left."""

    request: FetchRequest
    accept: str
    url: URL
    server: str
    left: float
    login: tuple[str, str] | None = None
    seen: set[tuple[str, ...]] = field(default_factory=set)
    permanent: bool = True
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    options: FeedOptions = PLAIN

    @property
    def host(self) -> str:
        return self.url.host or ""

    @property
    def visit(self) -> tuple[str, ...]:
        """The address and the cookies shown there: doors that set a cookie lead back to it."""
        return (str(self.url), *sorted(self.shown_cookies))

    @property
    def shown_cookies(self) -> list[str]:
        """The cookies for this address: the feed's own, then what its host has set since."""
        own, given = self.options.cookies_at(str(self.url)), self.cookies.get(self.host, {})
        return [f"{name}={value}" for name, value in {**own, **given}.items()]

    def go_to(self, url: URL) -> None:
        """Follow a redirect."""
        self.url = url
        self.server = server_of(str(url))


class HttpFetcher:
    """Fetch feeds and pages with aiohttp; implements `bot.ports.Fetcher`.

    `timeout` (seconds) covers a fetch with all its redirects and its body, not the wait for
    its turn; `max_bytes` holds for the wire and for the unpacked body alike. What the errand's feed
    has of its own goes before. `clock` is asked
    for the time where a header holds a date. One request at a time goes to a server; up
    to `concurrency` are asked at once, beside those that do not answer soon. Feeds that were read
    before go first, first reads and servers that used up their time have half of the slots.
    """

    def __init__(
        self,
        *,
        allow_hosts: Sequence[str],
        timeout: float,
        max_bytes: int,
        concurrency: int,
        user_agent: str,
        clock: Callable[[], datetime],
        pace: Pace = USUAL,
        proxies: Proxies = STRAIGHT,
    ) -> None:
        self._pace = pace
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._clock = clock
        # Pages have slots of their own: however many are read, feeds are polled on time.
        self._slots = {
            _FEED_TYPES: Slots(concurrency, slow=max(1, concurrency // 2)),
            _PAGE_TYPES: Slots(max(1, concurrency // 2), slow=max(1, concurrency // 4)),
        }
        self._aside = _ASIDE * concurrency
        self._turns: WeakValueDictionary[str, Slots] = WeakValueDictionary()
        self._patience = Patience(pace)
        self._ways = Ways(
            proxies,
            Guard(allow_hosts),
            limit=0,
            headers={"User-Agent": user_agent},
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            # Security policies of news sites pass the usual 8 kB.
            max_line_size=16384,
            max_field_size=32768,
        )

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        """Ask for a feed with its validators."""
        return await self._fetch(request, _FEED_TYPES, self._time())

    async def fetch_page(self, url: str, after: Fetched | None = None) -> FetchResult:
        """Ask for an article's page; what is neither text nor XML is not downloaded.

        `after` is the page that sends on to this one: both share one time limit.
        """
        left = after.left if after is not None and after.left is not None else self._time()
        return await self._fetch(FetchRequest(url), _PAGE_TYPES, left)

    async def close(self) -> None:
        """Close every connection."""
        await self._ways.close()

    def _time(self) -> float:
        return errand.get().options.timeout or self._timeout

    async def _fetch(self, request: FetchRequest, accept: str, left: float) -> FetchResult:
        result = await self._follow(request, accept, left)
        if not isinstance(result, Failed):
            return result
        return replace(result, fix=reasons.fix_of(result.reason))

    async def _follow(self, request: FetchRequest, accept: str, left: float) -> FetchResult:
        """Fetch through all redirects."""
        try:
            url = URL(link_url(request.url))
        except ValueError:
            url = URL()
        if not url.host:
            return Failed(reasons.NO_ADDRESS)
        login = (url.user, url.password or "") if url.user else None
        bare = url.with_user(None)
        options = errand.get().options
        job = _FetchJob(request, accept, bare, server_of(str(bare)), left, login, options=options)
        for _ in range(_MAX_REDIRECTS + 1):
            step = await self._step(job)
            if isinstance(step, Fetched):
                return replace(step, left=job.left)
            if not isinstance(step, URL):
                return step
            job.go_to(step)
        return Failed(reasons.filled(reasons.TOO_OFTEN, host=job.host, n=_MAX_REDIRECTS))

    async def _step(self, job: _FetchJob) -> FetchResult | URL:
        """Make one request: its result, or the next address of a redirect."""
        if job.visit in job.seen:
            return Failed(reasons.filled(reasons.IN_A_CIRCLE, host=job.host))
        job.seen.add(job.visit)
        return await self._in_turn(job)

    async def _in_turn(self, job: _FetchJob) -> FetchResult | URL:
        """Wait until the server has no other request of ours and there is a slot, then ask."""
        # The host's turn comes first: who waits for a slow host must not hold a slot.
        lane = self._patience.lane(job.server, first=errand.get().first)
        turn = self._turns.get(job.server)
        if turn is None:
            turn = self._turns[job.server] = Slots(1, slow=1)
        await turn.take(lane)
        try:
            await asyncio.sleep(self._patience.gap(job.server))
            return await self._in_slot(job, lane)
        finally:
            turn.give(lane)

    async def _in_slot(self, job: _FetchJob, lane: Lane) -> FetchResult | URL:
        """Hold a slot for a second; who waits longer stands aside where there is room."""
        slots = self._slots[job.accept]
        await slots.take(lane)
        held = True

        def step_aside() -> None:
            nonlocal held
            if self._aside > 0:
                self._aside -= 1
                held = False
                slots.give(lane)

        timer = asyncio.get_running_loop().call_later(self._pace.soon, step_aside)
        try:
            # Looked at here: those that waited for their turn hear of the pause as well.
            refused = self._patience.refusal(job.server, page=job.accept is _PAGE_TYPES)
            return refused or await self._attempt(job)
        finally:
            timer.cancel()
            if held:
                slots.give(lane)
            else:
                self._aside += 1

    async def _attempt(self, job: _FetchJob) -> FetchResult | URL:
        begun = time.monotonic()
        known = Attempt(job.host)
        attempt.set(known)
        limit = job.left if job.options.timeout else self._patience.limit(job.server, job.left)
        try:
            async with asyncio.timeout(limit):
                answer = await self._ask(job)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if known.refused and isinstance(error, aiohttp.ClientConnectorError | Blocked):
                return excuses.of_block(*known.refused[0], job.host)
            if isinstance(error, TimeoutError | Late):
                self._patience.used_up(job.server)
            return self._failed(error, job, limit)
        finally:
            job.left -= time.monotonic() - begun
        self._patience.answered(job.server, time.monotonic() - begun)
        self._note_answer(job.server, answer)
        return answer

    def _note_answer(self, server: str, answer: FetchResult | URL) -> None:
        if not isinstance(answer, Failed):
            self._patience.welcomed(server)
            return
        self._patience.asked_for(server, answer)
        if excuses.turns_away(answer):
            self._patience.turned_away(server)

    def _failed(self, error: BaseException, job: _FetchJob, seconds: float) -> Failed:
        proxy = self._proxy(job)
        named = _OWN_PROXY if job.options.proxies else None
        reason = excuses.of_proxy(error, proxy, job.host, named) if proxy else None
        return Failed(reason) if reason else excuses.of_error(error, job.host, seconds)

    def _proxy(self, job: _FetchJob) -> Proxy | None:
        return self._ways.proxy(str(job.url), job.options.proxies)

    async def _ask(self, job: _FetchJob) -> FetchResult | URL:
        async with await self._begun(job) as response:
            if response.status in _REDIRECTS and "Location" in response.headers:
                return _redirect_target(job, response)
            return await self._answer(job, response)

    async def _begun(self, job: _FetchJob) -> aiohttp.ClientResponse:
        # Who gives a feed a time of its own knows that its server is slow.
        patience = job.options.timeout or self._pace.first_byte
        try:
            async with asyncio.timeout(patience):
                session = await self._ways.guarded(job.url, job.options.proxies)
                return await session.get(
                    job.url, headers=_request_headers(job), allow_redirects=False
                )
        except TimeoutError:
            raise Late(reasons.filled(reasons.SLOW_START, n=f"{patience:g}")) from None

    async def _answer(self, job: _FetchJob, response: aiohttp.ClientResponse) -> FetchResult:
        now = self._clock()
        asked = job.request
        if response.status == 304 and (asked.etag or asked.last_modified):
            return _unchanged_result(job, response, asked.body_hash, now)
        if response.status == excuses.LOGIN and (proxy := self._proxy(job)):
            return Failed(excuses.wants_login(proxy, _OWN_PROXY if job.options.proxies else None))
        if not _is_document(response):
            return await self._refused(job, response, retry_after(response.headers, now))
        if job.accept is _PAGE_TYPES and not _is_readable(response):
            kind = response.content_type[:80]
            return Failed(reasons.filled(reasons.NO_PAGE, host=job.host, kind=kind))
        most = job.options.max_bytes or self._max_bytes
        body = await self._body(response, most, cut=job.accept is _FEED_TYPES)
        if is_bot_check(response.headers, body):
            return _bot_check(job, response, None)
        digest = hashlib.sha256(body).hexdigest()
        if digest == asked.body_hash:
            return _unchanged_result(job, response, digest, now)
        return Fetched(
            body=body,
            url=str(job.url),
            content_type=response.content_type,
            charset=response.charset or "",
            etag=_validator_of(response, "ETag"),
            last_modified=_last_modified(response, now),
            body_hash=digest,
            max_age=max_age(response.headers, now),
            moved_to=_moved_to(job),
            refresh=response.headers.get("Refresh", "")[:_REFRESH_MAX],
            links=", ".join(response.headers.getall("Link", ()))[:_LINKS_MAX],
        )

    async def _refused(
        self, job: _FetchJob, response: aiohttp.ClientResponse, pause: float | None
    ) -> Failed:
        """Tell by the start of its body whether a refusal is a bot check."""
        checked = response.status in _WITH_CHECK
        start = await self._start(response) if checked else b""
        if is_bot_check(response.headers, start):
            return _bot_check(job, response, pause)
        return excuses.of_status(response.status, job.host, pause)

    async def _body(self, response: aiohttp.ClientResponse, most: int, *, cut: bool) -> bytes:
        """Read a body; of markup past the limit what comes before it, where it may be `cut`."""
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""), most)
        if not cut:
            unpacker.expect(response.content_length or 0)
        try:
            await read_patiently(response.content, unpacker, self._pace)
        except TooLarge:
            if not cut or not (start := unpacker.cut_markup()):
                raise
            return start
        except (aiohttp.ClientPayloadError, ConnectionError, Late):
            # Servers miscount, and cut or hold the line behind the end: what looks whole is taken.
            if not unpacker.is_whole():
                raise
        return unpacker.body()

    async def _start(self, response: aiohttp.ClientResponse) -> bytes:
        """Read the start of a body whose end does not matter."""
        try:
            unpacker = Unpacker(response.headers.get("Content-Encoding", ""), SEEN)
        except UnpackError:
            return b""
        with suppress(UnpackError, Late, aiohttp.ClientPayloadError):
            await read_patiently(response.content, unpacker, self._pace)
        return unpacker.so_far()


def _bot_check(job: _FetchJob, response: aiohttp.ClientResponse, pause: float | None) -> Failed:
    page = job.accept is _PAGE_TYPES
    return excuses.of_check(response.status, job.host, pause, page=page)


def _request_headers(job: _FetchJob) -> dict[str, str]:
    headers = {"Accept": job.accept, "Accept-Encoding": ACCEPTED}
    if job.request.etag:
        headers["If-None-Match"] = job.request.etag
    if job.request.last_modified:
        headers["If-Modified-Since"] = job.request.last_modified
    if job.options.user_agent:
        headers["User-Agent"] = job.options.user_agent
    if job.login:
        credentials = ":".join(job.login).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(credentials).decode()}"
    if cookies := job.shown_cookies:
        headers["Cookie"] = "; ".join(cookies)
    own = dict(job.options.headers_at(str(job.url)))
    taken = {name.lower() for name in own}
    return {name: value for name, value in headers.items() if name.lower() not in taken} | own


def _redirect_target(job: _FetchJob, response: aiohttp.ClientResponse) -> Failed | URL:
    target = URL(link_url(str(job.url.join(URL(response.headers["Location"].strip())))))
    if not target.host:
        return Failed(reasons.filled(reasons.LEADS_NOWHERE, host=job.host))
    job.permanent = job.permanent and response.status in _PERMANENT
    given = {name: morsel.coded_value for name, morsel in response.cookies.items()}
    job.cookies.setdefault(job.host, {}).update(given)
    if target.origin() != job.url.origin():
        # A login belongs to the server it was given for, cookies to their host.
        job.login = None
    return target.with_user(None).with_fragment(None)


def _moved_to(job: _FetchJob) -> str:
    if not job.permanent or len(job.seen) == 1:
        return ""
    if job.login is None:
        return str(job.url)
    user, password = job.login
    return str(job.url.with_user(user).with_password(password))


def _unchanged_result(
    job: _FetchJob, response: aiohttp.ClientResponse, digest: str, now: datetime
) -> NotModified:
    return NotModified(
        etag=_validator_of(response, "ETag") or job.request.etag,
        last_modified=_last_modified(response, now) or job.request.last_modified,
        body_hash=digest,
        max_age=max_age(response.headers, now),
        moved_to=_moved_to(job),
    )


def _validator_of(response: aiohttp.ClientResponse, name: str) -> str:
    # What cannot be sent back as it came would fail every later request.
    value = response.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= 1000 else ""


def _last_modified(response: aiohttp.ClientResponse, now: datetime) -> str:
    """Give when a document was changed; what lies ahead would have the server say "unchanged"."""
    value = _validator_of(response, "Last-Modified")
    when = http_date(value)
    return value if when is not None and when <= now else ""


def _is_document(response: aiohttp.ClientResponse) -> bool:
    """Tell whether an answer brings the document; of a part, one that is all of it does."""
    if response.status == 206:
        ranged = _WHOLE_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        return ranged is not None and int(ranged[1]) + 1 == int(ranged[2])
    return response.status in {200, 203, 226}


def _is_readable(response: aiohttp.ClientResponse) -> bool:
    return "Content-Type" not in response.headers or response.content_type.startswith(_READABLE)
