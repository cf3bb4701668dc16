"""Every address of the site, in one place."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import URLPattern, URLResolver, include, path, re_path

from articles.views import corrections, feeds, push, sitemap
from entities.views import (
    accuracy,
    actors,
    articles,
    browse,
    counts,
    coverage,
    exports,
    import_acts,
    imports,
    pairs,
    quotes,
    reports,
    search,
    shelves,
    suggest,
    told,
    versions,
)
from entities.views import feeds as archive_feeds
from entities.views import sitemap as whole_sitemap
from newsroom import logins, views

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
    path("suggest/", suggest.suggest, name="suggest"),
    path("opensearch.xml", suggest.opensearch, name="opensearch"),
    path("articles/<int:pk>/<slug:slug>/", articles.article_detail, name="article_detail"),
    path(
        "articles/<int:pk>/<slug:slug>/versions/",
        versions.article_versions,
        name="article_versions",
    ),
    path("articles/<int:pk>/<slug:slug>/report/", reports.article_report, name="article_report"),
    path("accuracy/", accuracy.accuracy, name="accuracy"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("feed/", feeds.feed, name="feed"),
    path("sitemap.xml", whole_sitemap.index, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap.section, name="sitemap_section"),
    path("sitemap-actors-<int:part>.xml", whole_sitemap.actors, name="sitemap_actors"),
    path("news-sitemap.xml", sitemap.news, name="news_sitemap"),
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
    path("quotes/", quotes.quotes, name="quotes"),
    path("browse/", browse.years, name="browse"),
    path("browse/undated/", browse.undated, name="browse_undated"),
    path("browse/countries/", shelves.countries, name="browse_countries"),
    path("browse/day/<int:month>-<int:day>/", browse.any_year, name="browse_any_year"),
    path("browse/<int:year>/", browse.year, name="browse_year"),
    path("browse/<int:year>/<int:month>/", browse.month, name="browse_month"),
    path("browse/<int:year>/<int:month>/<int:day>/", browse.day, name="browse_day"),
    re_path(r"^(?P<shelf>sources|sections|authors)/$", shelves.shelf_list, name="shelf_list"),
    re_path(
        r"^(?P<shelf>sources|sections|authors)/(?P<pk>[0-9]{1,18})-(?P<slug>[-a-zA-Z0-9_]+)/$",
        shelves.shelf_detail,
        name="shelf_detail",
    ),
    path("actors/<slug:slug>/with/<slug:other>/", pairs.pair, name="actor_pair"),
    path("coverage/", coverage.coverage, name="coverage"),
    # For other systems, with a token.
    path("ingest/", push.ingest, name="ingest"),
    # For staff: see newsroom.roles.
    path("import/", imports.import_upload, name="import_upload"),
    path("import/<int:pk>/", imports.import_detail, name="import_detail"),
    path("import/<int:pk>/retry/", import_acts.import_retry, name="import_retry"),
    path("import/files/<int:pk>/", import_acts.import_file, name="import_file"),
    path("review/", include("entities.review_urls")),
    path("login/", logins.PasswordView.as_view(redirect_authenticated_user=True), name="login"),
    path("login/code/", logins.login_code, name="login_code"),
    path("two-factor/", logins.two_factor_state, name="two_factor"),
    path("two-factor/set-up/", logins.two_factor_set_up, name="two_factor_set_up"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
