"""The ledger on SQLAlchemy Core: SQLite and Postgres, from the same statements."""
