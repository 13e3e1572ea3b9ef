"""The same work on many machines: Spark reads, links and reconciles by the functions of one machine, to the same bytes.

The driver keeps the ledger: it records what the tasks have read and publishes what they have made of it. What is under
way lies in a folder that all machines see; a job that was killed goes on from what is complete there.
"""

from __future__ import annotations

from testimonia.spark.job import Step, run
from testimonia.spark.session import session

__all__ = ["Step", "run", "session"]
