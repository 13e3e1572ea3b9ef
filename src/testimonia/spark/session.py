"""A Spark session, and what must be there for one."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from typing import TYPE_CHECKING

from testimonia.model.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    # Accounts and documents are large rows: few of them travel to Python at a time.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.skewJoin.enabled": "true",
    "spark.ui.showConsoleProgress": "false",
}
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # On one machine Java only moves rows: compiling its code well, and collecting its garbage on threads of its own,
    # would take more of the cores than that saves.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def session(master: str | None = None) -> SparkSession:
    """The session that is there (under `spark-submit`), or one on `master`: `local[4]` for four cores of this machine,
    `spark://host:7077` and the like for a cluster; None: as Spark itself is set up.

    UsageError where PySpark or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise UsageError("Spark is not installed (pip install 'testimonia[spark]')") from missing
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        raise UsageError("Spark needs Java, which is not here (install it, as Debian's default-jre-headless)")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # Of pandas Spark gets columns of numbers and bytes, which are the same in all of its versions.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    make = SparkSession.builder.appName("testimonia")
    settings = dict(_SETTINGS)
    if master:
        make = make.master(master)
        if master.startswith("local"):
            cores = master.partition("[")[2].rstrip("]").partition(",")[0]
            settings |= _LOCAL | {"spark.sql.shuffle.partitions": str(2 * int(cores)) if cores.isdigit() else "16"}
    for name, value in settings.items():
        make = make.config(name, value)
    made: SparkSession = make.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made
