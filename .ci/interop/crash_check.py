#!/usr/bin/env python3
"""Delivers by SMTP from several connections, kills the server in the middle, and checks later what was acknowledged.

    crash_check.py deliver FILE PID    notes acknowledged Message-IDs and checksums in FILE, kills PID with SIGKILL
    crash_check.py verify FILE         compares with what IMAP shows
"""
import hashlib
import imaplib
import os
import random
import re
import signal
import smtplib
import ssl
import sys
import threading
import time

imaplib._MAXLINE = 100_000_000
CONNECTIONS = 6
SECONDS = 3.0


def body(number):
    random_part = random.Random(number)
    return ''.join('%032x\r\n' % random_part.getrandbits(128) for _ in range(random_part.randint(1, 400)))


def deliver(path, pid):
    acknowledged, lock, stopped = [], threading.Lock(), threading.Event()

    def client(which):
        number = which * 1_000_000
        try:
            with smtplib.SMTP(os.environ['HOST'], int(os.environ['SMTP']), timeout=30) as server:
                server.ehlo('client.example.net')
                while not stopped.is_set():
                    number += 1
                    text = body(number)
                    message = 'From: a@example.net\r\nSubject: crash\r\nMessage-ID: <crash-%d@example.net>\r\n\r\n%s' % (number, text)
                    server.sendmail('a@example.net', [os.environ['ANN']], message)
                    with lock:
                        acknowledged.append('%d %s' % (number, hashlib.sha256(text.encode()).hexdigest()))
        except (OSError, smtplib.SMTPException):
            pass  # the kill

    threads = [threading.Thread(target=client, args=(which,)) for which in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    os.kill(pid, signal.SIGKILL)
    stopped.set()
    for thread in threads:
        thread.join()
    with open(path, 'w', encoding='ascii') as file:
        file.write('\n'.join(acknowledged) + '\n')
    print('%d messages acknowledged in %.0f s' % (len(acknowledged), SECONDS))
    if len(acknowledged) < 10:
        sys.exit('too few to tell anything')


def verify(path):
    with open(path, encoding='ascii') as file:
        acknowledged = dict(line.split() for line in file)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = imaplib.IMAP4_SSL(os.environ['HOST'], int(os.environ['IMAPS']), ssl_context=context, timeout=60)
    connection.login(os.environ['ANN'], os.environ['PASSWORD'])
    connection.select('INBOX', True)
    there = {}
    for item in connection.fetch('1:*', '(UID BODY.PEEK[])')[1]:
        if isinstance(item, tuple):
            header, _, text = item[1].partition(b'\r\n\r\n')
            found = re.search(rb'<crash-(\d+)@example\.net>', header)
            if found:
                there.setdefault(found.group(1).decode(), []).append(hashlib.sha256(text).hexdigest())
    connection.logout()
    lost = [number for number in acknowledged if number not in there]
    twice = [number for number in there if len(there[number]) > 1]
    damaged = [number for number, digest in acknowledged.items() if number in there and there[number][0] != digest]
    print('%d acknowledged, %d there; lost %s, twice %s, damaged %s'
          % (len(acknowledged), len(there), lost[:5], twice[:5], damaged[:5]))
    if lost or twice or damaged:
        sys.exit(1)


if sys.argv[1] == 'deliver':
    deliver(sys.argv[2], int(sys.argv[3]))
else:
    verify(sys.argv[2])
