#!/usr/bin/env python3
"""Exit status 0 if the list of the queue on standard input (posthaste queue list --json) says that a recipient was tried and waits."""
import json
import sys

for recipient in json.load(sys.stdin):
    if recipient['to'] == sys.argv[1] and recipient['attempts'] > 0:
        sys.exit(0)
sys.exit(1)
