"""The pages of the log-in: password, code, and one's own second factor.

Throttled by django-axes as ever: a wrong code counts like a wrong password. Nothing here sends
e-mail, and nobody signs up: accounts are made by an administrator.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from newsroom import two_factor

_AWAY = (
    "Codes of an app cannot be checked just now, because the cache is away. A recovery code works."
)


class CodeForm(forms.Form):
    """A code of an app, or a recovery code; spaces do not matter."""

    code = forms.CharField(
        max_length=30,
        label="Code",
        help_text="Six digits of your app, or one of your recovery codes.",
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordView(LoginView):
    """The log-in; it is done where the account has no second factor and needs none."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if two_factor.has(user):
            step = "login_code"
        elif two_factor.needs(user):
            step = "two_factor_set_up"
        else:
            return super().form_valid(form)
        two_factor.begin(self.request, user, self.get_success_url())
        return redirect(step)


def admin_login(
    request: HttpRequest, extra_context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """The log-in at the address of the admin site (as AdminSite.login)."""
    if request.method == "GET" and admin.site.has_permission(request):
        return redirect("admin:index")
    return PasswordView.as_view(next_page="admin:index")(request)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever just gave their password."""
    half = two_factor.half_login(request)
    if half is None:
        return redirect("login")
    user, begun = half
    if not two_factor.has(user):  # reset meanwhile
        return redirect("two_factor_set_up" if two_factor.needs(user) else "login")
    form = CodeForm(request.POST or None)
    try:
        if _is_accepted(request, form, user):
            two_factor.finish(request, user, begun)
            return redirect(begun.next)
    except two_factor.Locked:
        return render(request, "registration/locked.html", status=429)
    return render(request, "registration/login_code.html", {"form": form})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def two_factor_set_up(request: HttpRequest) -> HttpResponse:
    """Take an app as second factor: somebody logged in, or led here by their password."""
    half = two_factor.half_login(request)
    user = half[0] if half else request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return redirect("login")
    if two_factor.has(user):
        return redirect("login_code" if half else "two_factor")
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = "The six digits that the app shows now."
    secret = two_factor.secret_of(request)
    if form.is_valid():
        if codes := two_factor.activate(user, secret, form.cleaned_data["code"]):
            return _proved(request, user, half, codes)
        form.add_error(
            "code", "This is not the code that the app should show now. Is its clock right?"
        )
    context = {
        "form": form,
        "account": user,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": two_factor.picture(user, secret),
        "required": two_factor.needs(user),
    }
    return render(request, "registration/two_factor_set_up.html", context)


@login_required
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def two_factor_state(request: HttpRequest) -> HttpResponse:
    """Show one's own second factor; make new recovery codes, or switch it off, for a code."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (login_required)
    required, has = two_factor.needs(user), two_factor.has(user)
    form = CodeForm(request.POST or None)
    try:
        if has and _is_accepted(request, form, user):
            if request.POST.get("do") == "remove" and not required:
                two_factor.remove(user)
                messages.success(request, "Your log-in takes the password alone now.")
                return redirect("two_factor")
            codes = two_factor.new_recovery_codes(user)
            return _codes(request, codes, resolve_url("two_factor"))
    except two_factor.Locked:
        return render(request, "registration/locked.html", status=429)
    left = two_factor.recovery_codes_left(user) if has else 0
    context = {"form": form, "has": has, "required": required, "left": left}
    return render(request, "registration/two_factor.html", context)


def _is_accepted(request: HttpRequest, form: CodeForm, user: User) -> bool:
    """Whether the form holds a right code; if not, the form says why. Raises Locked."""
    if not form.is_valid():
        return False
    try:
        if two_factor.accepts(request, user, form.cleaned_data["code"]):
            return True
    except two_factor.CannotCheck:
        form.add_error("code", _AWAY)
        return False
    form.add_error(
        "code", "This code is wrong, or was used already. Apps show another every half minute."
    )
    return False


def _proved(
    request: HttpRequest, user: User, half: tuple[User, two_factor.Half] | None, codes: list[str]
) -> HttpResponse:
    """Log in, or stay so here and nowhere else, and show the recovery codes this once."""
    if half:
        two_factor.finish(request, user, half[1])
    else:
        two_factor.mark(request)
    two_factor.end_sessions(user, but=request.session.session_key)
    return _codes(request, codes, half[1].next if half else resolve_url("two_factor"))


def _codes(request: HttpRequest, codes: list[str], next_url: str) -> HttpResponse:
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "registration/recovery_codes.html", {"codes": shown, "next": next_url})
