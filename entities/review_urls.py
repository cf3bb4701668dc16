"""The review desk; every address asks for the permission entities.permissions.REVIEW."""

from django.urls import path

from entities.views import review

app_name = "review"

urlpatterns = [
    path("", review.queue, name="queue"),
    path("decisions/", review.decision_log, name="log"),
    path("decisions/<int:pk>/undo/", review.decision_undo, name="undo"),
    path("actors/", review.actor_options, name="actor_options"),
    path("memory/", review.memory, name="memory"),
    path("memory/<int:pk>/", review.rule_act, name="rule"),
    path("acts/", review.act_log, name="acts"),
    path("acts/<int:pk>/restore/", review.act_restore, name="restore"),
    path("held/", review.held_list, name="held_list"),
    path("held/<int:pk>/", review.held_text, name="held"),
    path("off-the-site/", review.off_the_site, name="off_the_site"),
    path("<int:article_id>/history/", review.history, name="history"),
    path("<int:article_id>/acts/<slug:kind>/", review.article_act, name="act"),
    path("<int:article_id>/", review.workspace, name="workspace"),
    path("<int:article_id>/add/", review.tag_add, name="add"),
    path("<int:article_id>/reextract/", review.article_reextract, name="reextract"),
    path("<int:article_id>/actors/<int:actor_id>/", review.tag_decide, name="decide"),
]
