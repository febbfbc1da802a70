"""Runs the Procfile with honcho: when one process ends, all end.

python -m deploy.supervisor worker=2 broker=0     how many of each; 1 where nothing is said
"""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import KILL_WAIT, SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

STOPPED = re.compile(r"(\S+) stopped \(rc=(-?\d+)\)")


class ChinesePrinter(Printer):
    """Prints what the processes print; of honcho's own lines only which process ended, in Chinese."""

    ending = False

    def write(self, message: Message) -> None:
        """Print one line of a process or of honcho itself."""
        if message.name == SYSTEM_PRINTER_NAME:
            if " started " not in message.data:
                self.limit_the_end()
            stopped = STOPPED.match(message.data)
            if not stopped:
                return
            message = message._replace(data=f"{stopped[1]} 已退出（代码 {stopped[2]}）\n")
        super().write(message)

    def limit_the_end(self) -> None:
        """End this supervisor soon after the first process ended or a signal came, by the alarm's default action.

        honcho waits for the output of all to close, but a print job in its own process group can hold it open for ever;
        the guard above ends what is left.
        """
        if not self.ending:
            self.ending = True
            signal.alarm(KILL_WAIT + 1)


def main(arguments: list[str]) -> int:
    """Run until the first process ends or a signal comes; returns the exit code of what ended first."""
    counts = {name: int(count) for name, _, count in (argument.partition("=") for argument in arguments)}
    manager = Manager(ChinesePrinter(sys.stdout))
    for name, command in parse_procfile(Path("Procfile").read_text()).processes.items():
        for number in range(counts.get(name, 1)):
            manager.add_process(f"{name}.{number + 1}", command)
    manager.loop()
    return int(manager.returncode or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
