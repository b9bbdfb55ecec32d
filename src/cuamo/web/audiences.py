"""Who may open a page: every view carries exactly one audience; a test walks the URLconf."""

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.selectors.staff import actor_of
from cuamo.web.kept_words import keep_words, take_words

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., HttpResponseBase])


class ActedRequest(HttpRequest):
    """A request whose sender is known: `actor` is set by the audience of the view."""

    actor: Actor


View = Callable[Concatenate[Any, P], HttpResponseBase]
Hold = Callable[..., HttpResponseBase | None]
AnyView = Callable[..., HttpResponseBase]


class Audience(StrEnum):
    """Kinds of those a page is for."""

    EVERYONE = "everyone"
    CITIZEN = "citizen"
    STAFF = "staff"
    DEVICE = "device"
    """The program on a counter's PC, in the session of its clerk: JSON, 401 when signed out."""
    SCREEN = "screen"
    MACHINE = "machine"


ANONYMOUS = Actor(kind=ActorKind.CITIZEN, id="anonymous", name="")


def everyone(view: View[P]) -> AnyView:
    """A page for anybody; whoever is signed in is known."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.actor = _actor(request) or ANONYMOUS  # type: ignore[attr-defined]  # see ActedRequest
        return view(request, *args, **kwargs)

    return _marked(guarded, Audience.EVERYONE)


def screen_paired(view: View[P]) -> AnyView:
    """A page of the citizen screen: the pairing code in the address is the key; the view checks it."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        return _private(response)

    return _marked(guarded, Audience.SCREEN)


def machine(view: View[P]) -> AnyView:
    """An address for programs; the view checks the token or signature."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _marked(guarded, Audience.MACHINE)


def citizen_required(view: View[P]) -> AnyView:
    """A page of a citizen who has signed in through the national identity."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = _actor(request)
        if actor is None:
            keep_words(request)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if actor.kind is not ActorKind.CITIZEN:
            raise NotPermitted(
                "audience.citizen",
                "Trang này dành cho công dân đăng nhập bằng VNeID.",
                "This page is for citizens signed in with VNeID.",
                hint_vi="Đăng xuất tài khoản nhân viên rồi đăng nhập bằng VNeID.",
                hint_en="Sign out of the staff account, then sign in with VNeID.",
            )
        request.actor = actor  # type: ignore[attr-defined]
        take_words(request)
        return _private(view(request, *args, **kwargs))

    return _marked(guarded, Audience.CITIZEN)


def staff_required(*roles: str) -> Callable[[View[P]], AnyView]:
    """A page of staff who hold one of `roles` now (any role when none is named)."""

    def wrap(view: View[P]) -> AnyView:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = _actor(request)
            if actor is None:
                held = _held(view, request, args, kwargs)
                return held or redirect_to_login(request.get_full_path(), reverse("account_login"))
            if actor.kind is not ActorKind.STAFF or (roles and not actor.roles & set(roles)):
                raise NotPermitted(
                    "audience.staff",
                    "Tài khoản này không có vai trò cần cho trang này.",
                    "This account does not hold the role this page needs.",
                    hint_vi="Nhờ quản lý điểm hoặc quản trị mạng lưới cấp vai trò.",
                    hint_en="Ask the point's manager or the network administrator for the role.",
                )
            request.actor = actor  # type: ignore[attr-defined]
            return _private(view(request, *args, **kwargs))

        return _marked(guarded, Audience.STAFF)

    return wrap


def held_by(hold: Hold) -> Callable[[F], F]:
    """Let `hold` keep what is sent to the view without a session; it may answer, else people sign in."""

    def mark(view: F) -> F:
        view.hold = hold  # type: ignore[attr-defined]  # read by _held
        return view

    return mark


def _held(view: Any, request: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
    hold = getattr(view, "hold", None)
    if hold is None or request.method != "POST":
        return None
    answer: HttpResponseBase | None = hold(request, *args, **kwargs)
    return answer


def audience_of(view: Any) -> Audience | None:
    """Return the audience a view was marked with, None when it carries none."""
    marked: Audience | None = getattr(view, "audience", None)
    return marked


def _marked(view: AnyView, audience: Audience) -> AnyView:
    view.audience = audience  # type: ignore[attr-defined]  # read by audience_of
    return view


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    return actor_of(request.user, at=timezone.now())


__all__ = [
    "ActedRequest",
    "Audience",
    "audience_of",
    "citizen_required",
    "everyone",
    "held_by",
    "machine",
    "screen_paired",
    "staff_required",
]
