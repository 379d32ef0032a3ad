"""Has a process that a watched test starts watch itself, too."""

from tests.watching.ears import listen

listen()
