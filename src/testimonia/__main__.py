"""`python -m testimonia` is the command line."""

from testimonia.cli import main

if __name__ == "__main__":  # a process that helps to read imports this file too
    main(prog_name="testimonia")
