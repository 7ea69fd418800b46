"""Poll a newsroom's feeds with `reader`, the peer: its own environment runs this, not ours.

`python drive_reader.py PORT FEEDS`; lines in, JSON out, as drive_bot.py does.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from reader import make_reader


def address(feed):
    return f"127.0.{1 + feed // 250}.{1 + feed % 250}"


def main():
    port, feeds = map(int, sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "reader.db"))
        for number in range(feeds):
            reader.add_feed(f"http://{address(number)}:{port}/feed/{number}")
        reader.enable_search()
        print(json.dumps({"ready": time.process_time()}), flush=True)
        while sys.stdin.readline():
            began = time.process_time()
            reader.update_feeds(scheduled=False)
            polled = time.process_time()
            reader.update_search()
            done = time.process_time()
            told = {
                "seconds": done - began,
                "polling": polled - began,
                "entries": reader.get_entry_counts().total,
            }
            print(json.dumps(told), flush=True)


main()
