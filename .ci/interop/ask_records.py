"""Asks a DNS server for each record of a list that "domain dns --json" printed: ask_records.py PORT DOMAIN LIST."""

import json
import re
import subprocess
import sys

port, domain, file = sys.argv[1:]


def plain(kind, text):
    """A record's value without what may be written in different ways."""
    if kind == "TXT":
        return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)).replace('\\"', '"')
    return re.sub(r"\s+", " ", text.strip()).lower()


bad = 0
asked = 0
for record in json.load(open(file, encoding="utf-8")):
    name, kind = record["name"], record["type"]
    if not (name == domain + "." or name.endswith("." + domain + ".")):
        continue
    asked += 1
    answer = subprocess.run(
        ["drill", "-t", "-p", port, "@127.0.0.1", name, kind], capture_output=True, text=True, check=False
    ).stdout
    found = []
    for line in answer.splitlines():
        parts = line.split(None, 4)
        if len(parts) == 5 and parts[0].lower() == name and parts[3] == kind and not line.startswith(";"):
            found.append((int(parts[1]), plain(kind, parts[4])))
    expected = record["value"] if kind == "TXT" else plain(kind, record["value"])
    if kind == "TLSA":
        found = [(ttl, value.replace(" ", "")) for ttl, value in found]
        expected = expected.replace(" ", "")
    if (record["ttl"], expected) not in found:
        bad += 1
        print(f"{name} {kind}\n  expected {record['ttl']} {expected}\n  but got  {found}\n{answer}")
print(asked, "records,", bad, "wrong")
sys.exit(1 if bad or asked < 15 else 0)
