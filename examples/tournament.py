"""Starts the tournament of tournament.json, waits until it ends and prints standings and verdict."""

import json
import os
import pathlib
import time
import urllib.error
import urllib.request

URL = os.environ.get("SENTIMATE_URL", "http://127.0.0.1:8080")
KEY = os.environ.get("SENTIMATE_API_KEY")
WAIT = float(os.environ.get("SENTIMATE_POLL_SECONDS", "10"))


def call(path, body=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if KEY:
        headers["Authorization"] = f"Bearer {KEY}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(URL + path, data, headers)) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{path}: {json.load(error)['detail']}")
    except urllib.error.URLError as error:
        raise SystemExit(f"{URL}: {error.reason}")


spec = json.loads((pathlib.Path(__file__).parent / "tournament.json").read_text())
started = call("/tournaments", spec)
print(f"tournament {started['id']}: {started['fineTunes']} fine-tunes, {started['games']} games", flush=True)
while True:
    tournament = call(f"/tournaments/{started['id']}")
    progress = tournament["progress"]
    children = progress["fineTunes"]["finished"]
    print(f"{tournament['state']}: {children} children, {progress['done']} of {progress['games']} games", flush=True)
    if tournament["state"] not in ("created", "running"):
        break
    time.sleep(WAIT)

for row in call(f"/tournaments/{started['id']}/standings")["rows"]:
    elo = "not known" if row["elo"] is None else f"{row['elo']:+.0f} ± {row['error']:.0f}"
    print(f"{row['contestant']:<14} {elo:>12}  {row['wins']}-{row['draws']}-{row['losses']}")
print(call(f"/tournaments/{started['id']}/verdict")["line"])
