"""The index: what can be found, and who may be shown it. Derived from records, never written to."""

from django.db import models


class IndexedPage(models.Model):
    """One page that can be found.

    The full-text part is the database's own: on SQLite the table `search_words` kept in step by
    triggers, on PostgreSQL the generated column `words` (see migration 0002).
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500)
    audience = models.CharField(max_length=10)
    area = models.CharField(max_length=2, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    scopes = models.TextField(blank=True)
    clearance = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    title_words = models.TextField()
    body_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_page_a_kind_and_key")
        ]

    def __str__(self) -> str:
        return self.title
