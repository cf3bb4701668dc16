"""The review desk; every address asks for the permission entities.permissions.REVIEW."""

from django.urls import path

from entities.views import review

app_name = "review"

urlpatterns = [
    path("", review.queue, name="queue"),
    path("next/", review.article_next, name="next"),
    path("me/", review.me, name="me"),
    path("figures/", review.figures, name="figures"),
    path("second/", review.second, name="second"),
    path("second/<int:pk>/", review.second_reading, name="second_reading"),
    path("assign/", review.assign, name="assign"),
    path("decisions/", review.decision_log, name="log"),
    path("decisions/<int:pk>/undo/", review.decision_undo, name="undo"),
    path("decisions/<int:pk>/siblings/", review.siblings, name="siblings"),
    path("batches/<int:pk>/", review.batch, name="batch"),
    path("batches/<int:pk>/act/", review.batch_act, name="batch_act"),
    path("batches/<int:pk>/undo/", review.batch_undo, name="batch_undo"),
    path("actors/", review.actor_options, name="actor_options"),
    path("actors/<int:actor_id>/merge/", review.merge_choose, name="merge_choose"),
    path("actors/<int:actor_id>/merge/<int:other_id>/", review.merge, name="merge"),
    path("actors/<int:actor_id>/split/", review.split, name="split"),
    path("duplicates/", review.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", review.duplicate_rule_out, name="not_the_same"),
    path("decisions/<int:pk>/undo/actors/", review.undo_actor, name="undo_actor"),
    path("actors/<slug:ref>/", review.actor_edit, name="actor_edit"),
    path("contradictions/", review.contradiction_list, name="contradictions"),
    path("contradictions/<int:pk>/", review.contradiction_settle, name="settle"),
    path("memory/", review.memory, name="memory"),
    path("memory/<int:pk>/", review.rule_act, name="rule"),
    path("acts/", review.act_log, name="acts"),
    path("acts/<int:pk>/restore/", review.act_restore, name="restore"),
    path("reports/", review.report_list, name="reports"),
    path("reports/<int:pk>/", review.report_settle, name="report_settle"),
    path("audit/", review.audit_next, name="audit"),
    path("held/", review.held_list, name="held_list"),
    path("held/<int:pk>/", review.held_text, name="held"),
    path("off-the-site/", review.off_the_site, name="off_the_site"),
    path("<int:article_id>/history/", review.history, name="history"),
    path("<int:article_id>/acts/<slug:kind>/", review.article_act, name="act"),
    path("<int:article_id>/", review.workspace, name="workspace"),
    path("<int:article_id>/lease/", review.article_lease, name="lease"),
    path("<int:article_id>/add/", review.tag_add, name="add"),
    path("<int:article_id>/rest/", review.article_rest, name="rest"),
    path("<int:article_id>/rest/<int:batch_id>/undo/", review.rest_undo, name="rest_undo"),
    path("<int:article_id>/reextract/", review.article_reextract, name="reextract"),
    path("<int:article_id>/actors/<int:actor_id>/", review.tag_decide, name="decide"),
    path("<int:article_id>/quotes/<int:row_id>/", review.quote_decide, name="quote"),
    path(
        "<int:article_id>/interactions/<int:row_id>/",
        review.interaction_decide,
        name="interaction",
    ),
]
