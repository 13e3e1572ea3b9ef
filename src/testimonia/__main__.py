"""`python -m testimonia` is the command line."""

from testimonia.cli import main

main(prog_name="testimonia")
