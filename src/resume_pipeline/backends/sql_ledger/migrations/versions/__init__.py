"""One script a layout; Alembic finds them here."""
