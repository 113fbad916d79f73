"""Starts the study of a JSON file (study.json beside this one by default), waits until it ends, prints a row a cell and
the declared trend, and writes the rows as CSV where a second argument names a file. Standard library only, Python 3.8 or
later.

    python3 examples/batch_study.py [STUDY.json] [ROWS.csv]
"""

import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.request

SERVICE = os.environ.get("SENTIMATE_URL", "http://127.0.0.1:8080")
KEY = os.environ.get("SENTIMATE_API_KEY")
WAIT = float(os.environ.get("SENTIMATE_POLL_SECONDS", "10"))


def call(path, body=None, accept="application/json"):
    """One request; the answer's bytes. A problem of the service ends the program with its one line."""
    headers = {"Accept": accept}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if KEY:
        headers["Authorization"] = f"Bearer {KEY}"
    try:
        with urllib.request.urlopen(urllib.request.Request(SERVICE + path, body, headers)) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        field = "".join(f"{one['field']}: " for one in problem.get("errors", [])[:1])
        raise SystemExit(f"{path}: {field}{problem['detail']}")
    except urllib.error.URLError as error:
        raise SystemExit(f"{SERVICE}: {error.reason}")


def elo(value):
    return "?" if value is None else f"{value:+.0f}"


def main(file, csv=None):
    # The same study posted again is the same study: a program that was stopped goes on where it was.
    study = json.loads(call("/studies", pathlib.Path(file).read_bytes()))["id"]
    print(f"study {study}")
    while True:
        now = json.loads(call(f"/studies/{study}"))
        print(f"{now['state']}: {now['progress']['finished']} of {now['progress']['cells']} cells", flush=True)
        if now["state"] not in ("created", "running"):
            break
        time.sleep(WAIT)
    results = json.loads(call(f"/studies/{study}/results"))
    for row in results["data"]:
        interval = f"{elo(row['low'])} to {elo(row['high'])}"
        contrast = f"{row['first']} - {row['second']} {elo(row['mean'])} Elo ({interval})"
        print(f"{row['name']}: {row['state']}; {contrast}. {row['line'] or ''}")
    if results["trend"]:
        print(f"trend: {results['trend']['line']}")
    if csv is not None:
        pathlib.Path(csv).write_bytes(call(f"/studies/{study}/results", accept="text/csv"))


if __name__ == "__main__":
    main(*(sys.argv[1:] or [pathlib.Path(__file__).parent / "study.json"]))
