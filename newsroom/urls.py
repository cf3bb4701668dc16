"""Every address of the site, in one place."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import URLPattern, URLResolver, include, path

from articles.views import corrections, feeds, push, sitemap
from entities.views import (
    actors,
    articles,
    counts,
    coverage,
    exports,
    import_acts,
    imports,
    search,
    told,
    versions,
)
from entities.views import feeds as archive_feeds
from newsroom import views

urlpatterns: list[URLPattern | URLResolver] = [
    # For everybody, without login.
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("robots.txt", views.robots, name="robots"),
    path("health/", views.health, name="health"),
    path("search/", search.search, name="search"),
    path("search.json", search.search_json, name="search_json"),
    path("search/feed/", archive_feeds.search_feed, name="search_feed"),
    path("search/feed/rss/", archive_feeds.search_feed, {"rss": True}, name="search_feed_rss"),
    path("search/export.csv", exports.export, {"form": "csv"}, name="search_csv"),
    path("search/export.jsonl", exports.export, {"form": "jsonl"}, name="search_jsonl"),
    path("search/count/", counts.exact_count, name="search_count"),
    path("articles/<int:pk>/<slug:slug>/", articles.article_detail, name="article_detail"),
    path(
        "articles/<int:pk>/<slug:slug>/versions/",
        versions.article_versions,
        name="article_versions",
    ),
    path("corrections/", corrections.corrections, name="corrections"),
    path("feed/", feeds.feed, name="feed"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap.section, name="sitemap_section"),
    path("actors/", actors.actor_list, name="actor_list"),
    path("actors/<slug:slug>/", actors.actor_detail, name="actor_detail"),
    path("actors/<slug:slug>/feed/", archive_feeds.actor_feed, name="actor_feed"),
    path(
        "actors/<slug:slug>/feed/rss/",
        archive_feeds.actor_feed,
        {"rss": True},
        name="actor_feed_rss",
    ),
    path("actors/<slug:slug>/quotes/", told.quotes_by, name="actor_quotes"),
    path("actors/<slug:slug>/quotes-about/", told.quotes_about, name="actor_quotes_about"),
    path("actors/<slug:slug>/dealings/", told.dealings, name="actor_dealings"),
    path("coverage/", coverage.coverage, name="coverage"),
    # For other systems, with a token.
    path("ingest/", push.ingest, name="ingest"),
    # For staff: see newsroom.roles.
    path("import/", imports.import_upload, name="import_upload"),
    path("import/<int:pk>/", imports.import_detail, name="import_detail"),
    path("import/<int:pk>/retry/", import_acts.import_retry, name="import_retry"),
    path("import/files/<int:pk>/", import_acts.import_file, name="import_file"),
    path("review/", include("entities.review_urls")),
    path("login/", auth_views.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
