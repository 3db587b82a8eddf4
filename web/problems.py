"""Error pages: what happened and what to do next, for a person; problem JSON for a program."""

from __future__ import annotations

import logging

from flask import Flask, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from recorder.errors import NotFoundError, ThinkaloudError

_TITLES = {
    400: "This request cannot be understood",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This address does not take that kind of request",
    413: "This is too large",
    500: "Something went wrong in Thinkaloud",
}
_REMEDIES = {
    400: "Go back, open the page again, and repeat what you did.",
    403: "Open the page again from Thinkaloud itself and repeat what you did.",
    404: "Check the address, or start from the list of studies. What was erased cannot be opened.",
    405: "Start from the list of studies.",
    413: "Send less at once.",
    500: "Nothing that was recorded is harmed. The terminal in which Thinkaloud runs shows the "
    "details; please report them with what you did.",
}


def install(app: Flask) -> None:
    """Answer every error of an app with a page that has a remedy."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(ThinkaloudError, _refused)
    app.register_error_handler(Exception, _crash)


def wants_json() -> bool:
    """Tell whether a program asks, and not a person who reads pages."""
    wanted = request.accept_mimetypes
    return wanted["application/json"] > wanted["text/html"]


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    known = type(error).description
    return _answer(status, error.description if error.description != known else None)


def _not_found(error: NotFoundError) -> ResponseReturnValue:
    return _answer(404, str(error))


def _refused(error: ThinkaloudError) -> ResponseReturnValue:
    return _answer(400, str(error))


def _crash(error: Exception) -> ResponseReturnValue:
    # The one place where everything is caught: the edge towards the browser.
    logging.getLogger("thinkaloud").exception("%s %s", request.method, request.path, exc_info=error)
    return _answer(InternalServerError.code, None)


def _answer(status: int, detail: str | None) -> ResponseReturnValue:
    title = _TITLES.get(status, "This did not work")
    remedy = _REMEDIES.get(status, _REMEDIES[400])
    if wants_json():
        response = jsonify(title=title, status=status, detail=detail or remedy, type="about:blank")
        response.mimetype = "application/problem+json"
        return response, status
    page = render_template("problem.html", title=title, detail=detail, remedy=remedy, status=status)
    return make_response(page, status)
