"""The database's own full-text index beside the table: triggers on SQLite, a column on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        title_words, body_words, content='search_indexedpage', content_rowid='id',
        tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER search_words_added AFTER INSERT ON search_indexedpage BEGIN
        INSERT INTO search_words(rowid, title_words, body_words)
        VALUES (new.id, new.title_words, new.body_words); END""",
    """CREATE TRIGGER search_words_removed AFTER DELETE ON search_indexedpage BEGIN
        INSERT INTO search_words(search_words, rowid, title_words, body_words)
        VALUES ('delete', old.id, old.title_words, old.body_words); END""",
    # Only when the words differ: most changes of a record leave them alone.
    """CREATE TRIGGER search_words_changed AFTER UPDATE ON search_indexedpage
        WHEN old.title_words <> new.title_words OR old.body_words <> new.body_words BEGIN
        INSERT INTO search_words(search_words, rowid, title_words, body_words)
        VALUES ('delete', old.id, old.title_words, old.body_words);
        INSERT INTO search_words(rowid, title_words, body_words)
        VALUES (new.id, new.title_words, new.body_words); END""",
]
POSTGRESQL = [
    """ALTER TABLE search_indexedpage ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, title_words), 'A') ||
        setweight(to_tsvector('english'::regconfig, body_words), 'D')) STORED""",
    "CREATE INDEX search_indexedpage_words ON search_indexedpage USING gin (words)",
]


def add(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER search_words_{name}")
        schema_editor.execute("DROP TABLE search_words")
    else:
        schema_editor.execute("ALTER TABLE search_indexedpage DROP COLUMN words")


class Migration(migrations.Migration):
    seeds = True
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(add, take_away)]
