"""`cuamo sample …`: an invented network to try the product with; never for production."""

import importlib

import click

PARTS = {
    "accounts": ("sample_accounts", "List the accounts of the tour with their codes of this moment."),
    "history": ("sample_history", "Make the sample dossiers of 90 days."),
    "queue": ("sample_queue", "Make sample lessons, booked times and numbers of today."),
    "network": ("sample_network", "Make the sample agencies and staff."),
}


class SampleGroup(click.Group):
    """Imports a part only when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PARTS:
            return None
        command = getattr(importlib.import_module(f"cuamo.cli.{PARTS[cmd_name][0]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, PARTS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=SampleGroup)
def sample() -> None:
    """Sample network, people and history."""
