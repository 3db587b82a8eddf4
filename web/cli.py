"""The command `thinkaloud`. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from recorder.errors import ThinkaloudError
from web.console import INTERRUPTED, SAID
from web.version import VERSION

# Command, the module and name of its click command, and its line in the help.
COMMANDS = {
    "demo": ("web.commands", "demo", "Show a finished sample study, live."),
    "serve": ("web.commands", "serve", "Serve the web app, the collector and the prototypes."),
    "study": ("analyzer.import_commands", "study", "Make, list, show, export and import studies."),
    "prototype": ("web.commands", "prototype", "Serve a folder or site with the recorder in it."),
    "invite": ("recorder.commands", "invite", "Print a join link for a participant."),
    "answers": ("analyzer.answer_commands", "answers", "Import answers given elsewhere."),
    "analyze": ("analyzer.commands", "analyze", "Analyse a study."),
    "what-if": ("analyzer.commands", "what_if", "Show how counts move with a threshold."),
    "compare": ("analyzer.comparison_commands", "compare", "Compare variants, segments, rounds."),
    "heatmap": ("analyzer.commands", "heatmap", "Draw one heatmap."),
    "screen": ("analyzer.picture_commands", "screen", "Draw a session's page at a moment."),
    "picture": ("analyzer.picture_commands", "picture", "Bind a picture of your own to a screen."),
    "explain": ("analyzer.commands", "explain", "Show how a session was analysed, step by step."),
    "replay": ("web.takeaway_commands", "replay", "Take a session away as one file or as a film."),
    "report": ("web.commands", "report", "Write the whole report as one file."),
    "export": ("analyzer.export_commands", "export", "Write the results as tables, JSON or CIF."),
    "verify": ("analyzer.commands", "verify", "Check the figures against worked examples."),
    "doctor": ("web.commands", "doctor", "Check what Thinkaloud needs on this machine."),
    "audit": ("recorder.commands", "audit", "List every text that a study has stored."),
    "erase": ("recorder.commands", "erase", "Erase everything of one participant."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is run, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of their use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line: exit 2 for misuse; for a failure one line on stderr and exit 1."""
        try:
            return super().main(*args, **options)
        except ThinkaloudError as error:
            reason = str(error)
        except OSError as error:
            reason = ": ".join(
                str(part) for part in (error.strerror or error, error.filename) if part
            )
        failure = click.ClickException(reason)  # its form: misuse is told in it too
        failure.show()
        sys.exit(failure.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; interrupted, say so in a line: what is written aside is not kept."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(SAID, err=True)
            ctx.exit(INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="thinkaloud")
def main() -> None:
    """Run moderated usability tests on your own machine.

    Studies, recordings and results live in one data folder: `--data DIR` of a command, else
    THINKALOUD_DATA, else `thinkaloud-data` in the present folder.
    """


if __name__ == "__main__":
    main()
