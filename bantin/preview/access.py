"""Who may look: this machine, and other devices that were invited by an address with a token that is used up by it."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse

from bantin.preview.network import TOKEN, is_allowed_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bantin.preview.words import Words


class Invitations:
    """The token of the next invitation, and the cookies of the devices that came by an earlier one."""

    def __init__(self) -> None:
        self._token = ""
        self._cookies: set[str] = set()
        self.on_used: Callable[[], object] = lambda: None
        """Called when a device came by the current token, which no other can use."""

    def invite(self) -> str:
        """Return a new token, the only one that is valid from now on."""
        self._token = secrets.token_urlsafe(16)
        return self._token

    def accept(self, token: str) -> str | None:
        """Use up `token`; return the value of the cookie by which its device is known, or `None` for a wrong one."""
        if not self._token or not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self._token = ""
        cookie = secrets.token_urlsafe(16)
        self._cookies.add(cookie)
        self.on_used()
        return cookie

    def is_known(self, cookie: str) -> bool:
        """Whether a device with this cookie was invited."""
        return any(secrets.compare_digest(cookie.encode(), known.encode()) for known in self._cookies)


class Guard:
    """Passes on the requests that may be answered, and adds the site's headers to every response."""

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        invitations: Invitations,
        words: Callable[[], Words],
        headers: Callable[[], Mapping[str, str]],
    ) -> None:
        """`host` is the one on which the server listens; `words` and `headers` return those of the moment."""
        self._app = app
        self._host = host
        self._invitations = invitations
        self._words = words
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        added = [(name.lower().encode(), value.encode()) for name, value in self._headers().items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app_for(scope)(scope, receive, send_with_headers)

    def _app_for(self, scope: Scope) -> ASGIApp:
        """Return what answers a request."""
        if not is_allowed_host(next(_values(scope, b"host"), ""), self._host):
            return self._refusal("other_host")
        if scope.get("client") and is_loopback(scope["client"][0]):
            return self._app
        name = f"bantin-preview-{scope['server'][1]}"  # cookies do not know ports
        if any(self._invitations.is_known(cookie) for cookie in _cookies(scope, name)):
            return self._app
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = next((value for key, value in query if key == TOKEN), "")
        cookie = self._invitations.accept(token)
        if cookie is None:
            return self._refusal("uninvited")
        rest = urlencode([one for one in query if one[0] != TOKEN])
        # One slash: `//name` would lead to another site.
        target = "/" + quote(scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")
        answer = RedirectResponse(target, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
        # Lax: also when the address is opened from another site, such as a chat.
        answer.set_cookie(name, cookie, httponly=True, samesite="lax")
        return answer

    def _refusal(self, key: str) -> ASGIApp:
        return PlainTextResponse(f"{self._words()(key)}\n", HTTPStatus.FORBIDDEN, {"Cache-Control": "no-store"})


def _values(scope: Scope, header: bytes) -> Iterator[str]:
    return (value.decode("latin-1") for name, value in scope["headers"] if name == header)


def _cookies(scope: Scope, name: str) -> Iterator[str]:
    for header in _values(scope, b"cookie"):
        try:
            found = SimpleCookie(header).get(name)
        except CookieError:
            continue
        if found is not None:
            yield found.value
