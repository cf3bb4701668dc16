"""Every address of the site, in one place."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import URLPattern, URLResolver, include, path

from entities.views import actors, articles, coverage, imports, search
from newsroom import views

urlpatterns: list[URLPattern | URLResolver] = [
    # For everybody, without login.
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("robots.txt", views.robots, name="robots"),
    path("health/", views.health, name="health"),
    path("search/", search.search, name="search"),
    path("articles/<int:pk>/<slug:slug>/", articles.article_detail, name="article_detail"),
    path("actors/", actors.actor_list, name="actor_list"),
    path("actors/<slug:slug>/", actors.actor_detail, name="actor_detail"),
    path("coverage/", coverage.coverage, name="coverage"),
    # For staff: see newsroom.roles.
    path("import/", imports.import_upload, name="import_upload"),
    path("import/<int:pk>/", imports.import_detail, name="import_detail"),
    path("review/", include("entities.review_urls")),
    path("login/", auth_views.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
