"""The pages' addresses, grouped by page."""

from __future__ import annotations

from django.urls import path

from claims.web import accounts, articles, claims, comments, desk, queue, review, tour, uploads

urlpatterns = [
    path("account/sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("account/sign-out/", accounts.SignOut.as_view(), name="sign-out"),
    #
    path("", desk.desk, name="desk"),
    path("desk/progress/", desk.progress, name="desk-progress"),
    path("tour/", tour.tour, name="tour"),
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", queue.next_claim, name="queue-next"),
    #
    path("upload/", uploads.upload, name="upload"),
    path("upload/paste/", uploads.paste, name="paste"),
    path("upload/open/", uploads.open_batch, name="upload-open"),
    path("uploads/<uuid:batch_id>/", uploads.batch_page, name="upload-batch"),
    path("uploads/<uuid:batch_id>/progress/", uploads.batch_progress, name="upload-progress"),
    path("uploads/<uuid:batch_id>/files/", uploads.batch_files, name="upload-files"),
    #
    path("articles/", articles.article_list, name="articles"),
    path("articles/<uuid:article_id>/", articles.article, name="article"),
    path("articles/<uuid:article_id>/state/", articles.article_state, name="article-state"),
    path("articles/<uuid:article_id>/edit/", articles.edit, name="article-edit"),
    path("articles/<uuid:article_id>/withdraw/", articles.withdraw, name="article-withdraw"),
    path("articles/<uuid:article_id>/history/", articles.article_history, name="article-history"),
    path("articles/<uuid:article_id>/claims.csv", articles.export, name="article-csv"),
    path("articles/<uuid:article_id>/retry/", uploads.retry, name="retry"),
    #
    path("claims/<uuid:claim_id>/", claims.claim, name="claim"),
    path("claims/<uuid:claim_id>/verdict/", review.verdict, name="verdict"),
    path("claims/<uuid:claim_id>/resolve/", review.resolve, name="resolve"),
    path("claims/<uuid:claim_id>/reopen/", review.reopen, name="reopen"),
    path("claims/<uuid:claim_id>/evidence/", review.evidence, name="evidence"),
    path("claims/<uuid:claim_id>/links/", review.draw_link, name="draw-link"),
    path("claims/<uuid:claim_id>/links/<uuid:link_id>/", review.decide_link, name="decide-link"),
    path("claims/<uuid:claim_id>/comments/", comments.comments, name="comments"),
    path("claims/<uuid:claim_id>/presence/", comments.presence, name="presence"),
    path("comments/<uuid:comment_id>/", comments.comment, name="comment"),
    path("comments/<uuid:comment_id>/edit/", comments.edit, name="comment-edit"),
    path("comments/<uuid:comment_id>/withdraw/", comments.withdraw, name="comment-withdraw"),
    path("comments/<uuid:comment_id>/restore/", comments.restore, name="comment-restore"),
    path("comments/<uuid:comment_id>/resolve/", comments.resolve, name="comment-resolve"),
    path("comments/<uuid:comment_id>/reopen/", comments.reopen, name="comment-reopen"),
    path("verdicts/<uuid:verdict_id>/undo/", review.undo_verdict, name="undo-verdict"),
    path("decisions/<uuid:decision_id>/take-back/", review.take_back, name="take-back-decision"),
    path("evidence/<uuid:evidence_id>/remove/", review.drop_evidence, name="drop-evidence"),
]
