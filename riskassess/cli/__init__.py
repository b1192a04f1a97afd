"""The command line: one module a command, imported only when that command is called.

So `compute` and `verify` never import the web framework or the database.
"""

from importlib import import_module

import click

# command: (module, attribute, help); the help stands here so that `--help` imports nothing
COMMANDS: dict[str, tuple[str, str, str]] = {
    "audit": ("riskassess.cli.audit", "audit", "Read the audit chains again."),
    "check-report": (
        "riskassess.cli.check_report",
        "check_report",
        "Reckon a report's tables again and list every slip.",
    ),
    "db": ("riskassess.cli.db", "db", "Look after the database: schema, backup, restore."),
    "demo": ("riskassess.cli.demo", "demo", "Load the demonstration data."),
    "dossier": ("riskassess.cli.dossier", "dossier", "Build and list dossiers."),
    "export": ("riskassess.cli.exchange", "export_file", "Print an assessment as a file."),
    "import": ("riskassess.cli.exchange", "import_file", "Store an assessment file."),
    "jobs": ("riskassess.cli.jobs", "jobs", "Run and look after long work."),
    "keys": ("riskassess.cli.keys", "keys", "List and rotate signing keys and the personal key."),
    "serve": ("riskassess.cli.serve", "serve", "Bring everything up to date and serve pages."),
    "user": ("riskassess.cli.user", "user", "Make accounts and unlock them."),
    "compute": ("riskassess.cli.compute", "compute", "Compute the result of an assessment file."),
    "manual": ("riskassess.cli.manual", "manual", "List, compare and import manuals."),
    "verify": ("riskassess.cli.verify", "verify", "Check published files, line by line."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _help = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in sorted(COMMANDS)])


@click.command(cls=LazyGroup)
def main() -> None:
    """Social-stability risk assessment of major projects."""
