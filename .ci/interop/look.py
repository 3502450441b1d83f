#!/usr/bin/env python3
"""Asks the server what is really there, by IMAP over TLS, and changes things there on behalf of another client."""
import argparse
import imaplib
import os
import re
import ssl
import sys
import time

imaplib._MAXLINE = 10_000_000

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument('--user', default=os.environ.get('ANN'))
parser.add_argument('--password', default=os.environ.get('PASSWORD'))
parser.add_argument('--mailbox', default='INBOX')
parser.add_argument('--wait', type=float, default=20, help='seconds to wait for what is expected')
parser.add_argument('act', choices=['wait', 'absent', 'same', 'raw', 'flags', 'store', 'put', 'count', 'empty', 'boxes', 'uids'])
parser.add_argument('arguments', nargs='*')
options = parser.parse_args()


def connect():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = imaplib.IMAP4_SSL(os.environ['HOST'], int(os.environ['IMAPS']), ssl_context=context, timeout=30)
    connection.login(options.user, options.password)
    return connection


def select(connection, readonly=True):
    kind, data = connection.select('"%s"' % options.mailbox, readonly)
    if kind != 'OK':
        sys.exit('SELECT %s: %s' % (options.mailbox, data))
    return int(data[0])


def uids_with(connection, subject):
    """Compares the subjects here, so that the server's SEARCH is not part of the answer."""
    if select(connection) == 0:
        return []
    found = []
    for item in connection.uid('FETCH', '1:*', '(UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])')[1]:
        if isinstance(item, tuple):
            value = re.sub(rb'\r\n[ \t]', b' ', item[1]).split(b':', 1)[-1].strip()
            if value.decode('utf-8', 'replace') == subject:
                found.append(re.search(rb'UID (\d+)', item[0]).group(1).decode())
    return found


def until(wanted, ask):
    """Asks until the answer is the wanted one or the time is over; gives the last answer."""
    end = time.monotonic() + options.wait
    while True:
        answer = ask()
        if answer == wanted or time.monotonic() > end:
            return answer
        time.sleep(0.2)


def only(connection, subject):
    found = uids_with(connection, subject)
    if len(found) != 1:
        sys.exit('%d messages with subject %s in %s of %s' % (len(found), subject, options.mailbox, options.user))
    return found[0]


def raw(connection, subject):
    return connection.uid('FETCH', only(connection, subject), '(BODY.PEEK[])')[1][0][1]


def flags(connection, subject):
    uid = only(connection, subject)
    line = b' '.join(x for x in connection.uid('FETCH', uid, '(FLAGS)')[1] if isinstance(x, bytes))
    return set(re.search(rb'FLAGS \(([^)]*)\)', line).group(1).decode().split()) - {'\\Recent'}


def main():
    connection = connect()
    act, arguments = options.act, options.arguments
    if act in ('wait', 'absent'):
        wanted = 0 if act == 'absent' else int(arguments[1]) if len(arguments) > 1 else 1
        there = until(wanted, lambda: len(uids_with(connection, arguments[0])))
        if there != wanted:
            sys.exit('%d messages with subject %s in %s of %s, expected %d'
                     % (there, arguments[0], options.mailbox, options.user, wanted))
    elif act == 'same':
        with open(arguments[1], 'rb') as file:
            wanted = file.read().split(b'\r\n\r\n', 1)[1]
        got = raw(connection, arguments[0]).split(b'\r\n\r\n', 1)[1]
        if got != wanted:
            sys.exit('the body differs:\n%r\n%r' % (got[-300:], wanted[-300:]))
    elif act == 'raw':
        sys.stdout.buffer.write(raw(connection, arguments[0]))
    elif act == 'flags':
        wanted = set(arguments[1:])
        there = until(wanted, lambda: flags(connection, arguments[0]))
        if there != wanted:
            sys.exit('flags of %s: %s, expected %s' % (arguments[0], sorted(there), sorted(wanted)))
    elif act == 'store':
        uid = only(connection, arguments[0])
        select(connection, readonly=False)
        connection.uid('STORE', uid, arguments[1], '(%s)' % arguments[2])
        if arguments[2] == '\\Deleted':
            connection.expunge()
    elif act == 'put':
        if options.mailbox != 'INBOX':
            connection.create('"%s"' % options.mailbox)
        for name in arguments:
            with open(name, 'rb') as file:
                kind, data = connection.append('"%s"' % options.mailbox, None, None, file.read())
            if kind != 'OK':
                sys.exit('APPEND: %s' % data)
    elif act == 'count':
        wanted = int(arguments[0])
        there = until(wanted, lambda: select(connection))
        if there != wanted:
            sys.exit('%d messages in %s, expected %d' % (there, options.mailbox, wanted))
    elif act == 'empty':
        if select(connection, readonly=False):
            connection.store('1:*', '+FLAGS.SILENT', '(\\Deleted)')
            connection.expunge()
    elif act == 'boxes':
        names = b'\n'.join(x for x in connection.list()[1] if isinstance(x, bytes)).decode()
        print(names)
        missing = [name for name in arguments if name not in names]
        if missing:
            sys.exit('missing: %s' % missing)
    elif act == 'uids':
        count = select(connection)
        validity = connection.response('UIDVALIDITY')[1][0].decode()
        print('UIDVALIDITY', validity)
        for item in (connection.fetch('1:*', '(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])')[1] if count else []):
            if isinstance(item, tuple):
                print(re.search(rb'UID (\d+)', item[0]).group(1).decode(), item[1].strip().decode())
    connection.logout()


main()
