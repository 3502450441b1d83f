#!/usr/bin/env python3
"""Submits mail for other hosts over several connections until the server is killed, and checks later what arrived.

  outbound_crash.py submit FILE PID        FILE gets the Message-IDs that were acknowledged; the process is killed in the middle
  outbound_crash.py verify FILE DUMP...    dumps are those of smtp-sink -D
"""
import collections
import os
import re
import signal
import smtplib
import ssl
import sys
import threading
import time

COUNT = 500
KILLED_AT = 300
THREADS = 8
IN_FLIGHT = 40  # connections to two destinations


def submit(path, pid):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    lock = threading.Lock()
    acknowledged = []
    numbers = iter(range(COUNT))

    def run():
        try:
            with smtplib.SMTP_SSL(os.environ['HOST'], int(os.environ['SMTPS']), context=context, timeout=20) as server:
                server.login(os.environ['ANN'], os.environ['PASSWORD'])
                while True:
                    with lock:
                        number = next(numbers, None)
                    if number is None:
                        return
                    name = 'crash-%d@interop.example.net' % number
                    domain = 'slow.example' if number % 4 == 0 else 'quick.example'
                    server.sendmail(os.environ['ANN'], ['x%d@%s' % (number, domain)],
                                    'From: <%s>\r\nSubject: crash\r\nMessage-ID: <%s>\r\n\r\ntext\r\n' % (os.environ['ANN'], name))
                    with lock:
                        acknowledged.append(name)
                        if len(acknowledged) == KILLED_AT:
                            os.kill(pid, signal.SIGKILL)
        except (OSError, smtplib.SMTPException):
            return

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(path, 'w') as file:
        file.writelines(name + '\n' for name in acknowledged)
    print(len(acknowledged), 'acknowledged')
    sys.exit(len(acknowledged) < KILLED_AT or len(acknowledged) == COUNT)


def verify(path, dumps):
    with open(path) as file:
        wanted = file.read().split()
    end = time.monotonic() + 60
    while True:
        arrived = collections.Counter()
        for dump in dumps:
            with open(dump, 'rb') as file:
                arrived.update(name.decode() for name in re.findall(rb'^Message-ID: <(crash-[^>]+)>', file.read(), re.MULTILINE))
        missing = [name for name in wanted if not arrived[name]]
        if not missing or time.monotonic() > end:
            break
        time.sleep(0.5)
    twice = [name for name, count in arrived.items() if count > 1]
    print('%d acknowledged, %d arrived, %d missing, %d twice' % (len(wanted), len(arrived), len(missing), len(twice)))
    sys.exit(bool(missing) or len(twice) > IN_FLIGHT or any(count > 2 for count in arrived.values()))


if sys.argv[1] == 'submit':
    submit(sys.argv[2], int(sys.argv[3]))
else:
    verify(sys.argv[2], sys.argv[3:])
