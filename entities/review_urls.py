"""The review desk; every address asks for the permission entities.permissions.REVIEW."""

from django.urls import path

from entities.views import review

app_name = "review"

urlpatterns = [
    path("", review.queue, name="queue"),
    path("decisions/", review.decision_log, name="log"),
    path("decisions/<int:pk>/undo/", review.decision_undo, name="undo"),
    path("actors/", review.actor_options, name="actor_options"),
    path("<int:article_id>/", review.workspace, name="workspace"),
    path("<int:article_id>/add/", review.tag_add, name="add"),
    path("<int:article_id>/reextract/", review.article_reextract, name="reextract"),
    path("<int:article_id>/actors/<int:actor_id>/", review.tag_decide, name="decide"),
]
