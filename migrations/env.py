"""Alembic environment: the connection comes from the caller."""

from alembic import context
from sqlmodel import SQLModel

import models  # noqa: F401 - the tables enter the metadata by being imported

target_metadata = SQLModel.metadata


def run() -> None:
    """Run the migrations on the connection given in the configuration's attributes."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=target_metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
