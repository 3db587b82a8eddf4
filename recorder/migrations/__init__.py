"""The tables' history (Alembic); `HEAD` is the newest revision."""

HEAD = "0003"
