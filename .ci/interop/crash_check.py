#!/usr/bin/env python3
"""Changes mail by SMTP and IMAP from several connections, kills the server in the middle, and checks later what was acknowledged.

    crash_check.py change FILE PID    notes in FILE what was acknowledged, kills PID with SIGKILL
    crash_check.py verify FILE        compares with what IMAP shows
"""
import hashlib
import imaplib
import json
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
SENDERS = 5
READERS = 3
SECONDS = 3.0


def body(number):
    some = random.Random(number)
    return ''.join('%032x\r\n' % some.getrandbits(128) for _ in range(some.randint(1, 400)))


def message(number):
    return 'From: a@example.net\r\nSubject: crash\r\nMessage-ID: <crash-%d@example.net>\r\n\r\n%s' % (number, body(number))


def digest(octets):
    return hashlib.sha256(octets).hexdigest()


def imap():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = imaplib.IMAP4_SSL(os.environ['HOST'], int(os.environ['IMAPS']), ssl_context=context, timeout=60)
    connection.login(os.environ['ANN'], os.environ['PASSWORD'])
    return connection


def change(path, pid):
    delivered, boxes, stopped = [], {}, threading.Event()
    base = int(time.time()) * 1_000_000_000  # a message of an earlier run is another one

    def sender(which):
        number = base + which * 1_000_000
        with smtplib.SMTP(os.environ['HOST'], int(os.environ['SMTP']), timeout=30) as server:
            server.ehlo('client.example.net')
            while not stopped.is_set():
                number += 1
                server.sendmail('a@example.net', [os.environ['ANN']], message(number))
                delivered.append(number)

    def reader(which):
        mailbox, number = 'crash-%d' % which, base + 100_000_000 * (which + 1)
        done = boxes[mailbox] = {'appended': {}, 'flagged': [], 'expunging': [], 'expunged': []}
        connection = imap()
        connection.delete(mailbox)
        connection.create(mailbox)
        connection.select(mailbox)
        while not stopped.is_set():
            number += 1
            answer = connection.append(mailbox, None, None, message(number).encode())[1][0]
            uid = re.search(rb'APPENDUID \d+ (\d+)', answer).group(1).decode()
            done['appended'][uid] = digest(body(number).encode())
            if number % 3 == 0 and connection.uid('STORE', uid, '+FLAGS', '(\\Flagged keyword)')[0] == 'OK':
                done['flagged'].append(uid)
            if number % 4 == 0:
                done['expunging'].append(uid)
                connection.uid('STORE', uid, '+FLAGS.SILENT', '(\\Deleted)')
                if connection.expunge()[0] == 'OK':
                    done['expunged'].append(uid)

    def until_killed(work, which):
        try:
            work(which)
        except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
            if not stopped.is_set():
                raise

    threads = [threading.Thread(target=until_killed, args=(sender, which)) for which in range(SENDERS)]
    threads += [threading.Thread(target=until_killed, args=(reader, which)) for which in range(READERS)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    stopped.set()
    os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    with open(path, 'w', encoding='ascii') as file:
        json.dump({'delivered': delivered, 'boxes': boxes}, file)
    print('%d delivered; %s' % (len(delivered), {name: {k: len(v) for k, v in done.items()} for name, done in boxes.items()}))
    if len(delivered) < 10 or any(len(done['appended']) < 5 for done in boxes.values()):
        sys.exit('too few to tell anything')


def contents(connection, mailbox):
    """UID, flags, number and checksum of each message."""
    kind, data = connection.select(mailbox, True)
    if kind != 'OK':
        sys.exit('%s is gone: %s' % (mailbox, data))
    if data == [b'0']:
        return
    for item in connection.fetch('1:*', '(UID FLAGS BODY.PEEK[])')[1]:
        if isinstance(item, tuple):
            header, _, text = item[1].partition(b'\r\n\r\n')
            found = re.search(rb'<crash-(\d+)@example\.net>', header)
            uid = re.search(rb'UID (\d+)', item[0]).group(1).decode()
            flags = re.search(rb'FLAGS \(([^)]*)\)', item[0]).group(1).decode().split()
            yield uid, flags, int(found.group(1)) if found else 0, digest(text)


def verify(path):
    with open(path, encoding='ascii') as file:
        known = json.load(file)
    connection, wrong = imap(), []
    there = {}
    for _, _, number, checksum in contents(connection, 'INBOX'):
        there.setdefault(number, []).append(checksum)
    for number in known['delivered']:
        if there.get(number) != [digest(body(number).encode())]:
            wrong.append('delivered %d: %s' % (number, there.get(number)))
    wrong += ['%d is there %d times' % (n, len(copies)) for n, copies in there.items() if n and len(copies) > 1]
    for mailbox, done in known['boxes'].items():
        found = {uid: (flags, checksum) for uid, flags, _, checksum in contents(connection, mailbox)}
        for uid, checksum in done['appended'].items():
            if uid not in found and uid not in done['expunging']:
                wrong.append('%s: UID %s is lost' % (mailbox, uid))
            if uid in found and found[uid][1] != checksum:
                wrong.append('%s: UID %s is another message' % (mailbox, uid))
        wrong += ['%s: UID %s is back' % (mailbox, uid) for uid in done['expunged'] if uid in found]
        wrong += ['%s: UID %s lost its flags' % (mailbox, uid) for uid in done['flagged']
                  if uid in found and not {'\\Flagged', 'keyword'} <= set(found[uid][0])]
    connection.logout()
    print('%d deliveries, %d APPENDs checked' % (len(known['delivered']), sum(len(d['appended']) for d in known['boxes'].values())))
    if wrong:
        sys.exit('\n'.join(wrong[:20]))


if sys.argv[1] == 'change':
    change(sys.argv[2], int(sys.argv[3]))
else:
    verify(sys.argv[2])
