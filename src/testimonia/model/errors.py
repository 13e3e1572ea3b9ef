"""What can go wrong, said so that a person can mend it."""

from __future__ import annotations


class TestimoniaError(Exception):
    """An expected fault: the message names the input, the place in it, and the cure.

    The command line prints it as one line and goes on with the rest of the batch.
    """


class InputError(TestimoniaError):
    """An input that cannot be read: `source` names it, `fault` says what is wrong on one line (it may quote the input,
    line ends and all), `cure` what to do. `refused` is whether a run that met it has not done all that it was asked."""

    refused = True

    def __init__(self, source: str, fault: str, cure: str) -> None:
        fault = " ".join(fault.splitlines())
        super().__init__(f"{source}: {fault} ({cure})")
        self.source, self.fault, self.cure = source, fault, cure

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str]]:
        """How it travels between processes."""
        return type(self), (self.source, self.fault, self.cure)


class SkippedError(InputError):
    """An input of a kind that nothing reads, left where it was: a spreadsheet, an e-book."""


class LeftOutError(SkippedError):
    """A file of a folder that is likely no report at all: told, so that it is not lost in silence, and no fault."""

    refused = False


class UsageError(TestimoniaError):
    """A request that makes no sense as asked: wrong option, unknown name, bad date."""


class LedgerError(TestimoniaError):
    """A ledger that cannot be opened or written: another program's file, a newer version, a full disk."""
