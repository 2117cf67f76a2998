# SPDX-License-Identifier: MIT
"""Which requests are refused, each with a sentence for the person who looks at it."""

from collections.abc import Sequence
from http import HTTPStatus

from websockets.datastructures import MultipleValuesError
from websockets.http11 import Request, Response

from . import admission
from .files import sentence


def refusal(request: Request, own_names: Sequence[str], origins: Sequence[str], token: str | None) -> Response | None:
    """None: it is let in. `own_names`: of this machine; `origins`: other pages that may connect."""
    if request.method != "GET":
        return sentence(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET is answered here.")
    target = admission.target(request.path)
    if target is None:
        return sentence(HTTPStatus.BAD_REQUEST, "This address cannot be read.")
    try:
        host = request.headers.get("Host", "")
        origin = request.headers.get("Origin")
    except MultipleValuesError:
        return sentence(HTTPStatus.BAD_REQUEST, "The request has two hosts or origins, expected one.")
    if not admission.is_known_host(host, own_names):
        return sentence(HTTPStatus.FORBIDDEN, "The request is for another host: open the link that mdrnn printed.")
    if origin is not None and not admission.is_known_origin(origin, host, origins):
        return sentence(HTTPStatus.FORBIDDEN, "The request comes from another site's page.")
    if not admission.has_token(token, target.token, "; ".join(request.headers.get_all("Cookie"))):
        return sentence(HTTPStatus.FORBIDDEN, "The token is missing or wrong: open the whole link that mdrnn printed.")
    return None
