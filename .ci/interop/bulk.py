#!/usr/bin/env python3
"""Makes, changes and compares large mailboxes: a maildir here, and the server's mailbox by IMAP. Messages are known by their Message-ID."""
import argparse
import imaplib
import os
import re
import ssl
import sys

imaplib._MAXLINE = 50_000_000
FLAGS = {'S': '\\Seen', 'F': '\\Flagged', 'R': '\\Answered', 'D': '\\Draft'}

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument('--user', required=True)
parser.add_argument('act', choices=['make', 'change-local', 'change-remote', 'same', 'state'])
parser.add_argument('arguments', nargs='*')
options = parser.parse_args()


def number(message_id):
    return int(re.search(r'bulk-(\d+)@', message_id).group(1))


def make(folder, count):
    for name in ('cur', 'new', 'tmp'):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for i in range(count):
        body = ('line %d of some text that fills a message\n' % i) * (1 + i % 60)
        text = ('From: Sender %d <s%d@example.net>\nTo: %s\nSubject: Bulk %d\nDate: Mon, 07 Feb 2022 21:52:25 -0800\n'
                'Message-ID: <bulk-%d@interop.example.net>\nMIME-Version: 1.0\nContent-Type: text/plain\n\n%s'
                % (i, i % 40, options.user, i, i, body))
        flags = ''.join(flag for flag, every in (('F', 7), ('R', 5), ('S', 3)) if i % every == 0)
        with open(os.path.join(folder, 'cur', '17000000%05d.1_%d.here:2,%s' % (i, i, flags)), 'w', newline='') as file:
            file.write(text)


def local(folder):
    """Message number to (path, flags)."""
    found = {}
    for part in ('cur', 'new'):
        for name in os.listdir(os.path.join(folder, part)):
            path = os.path.join(folder, part, name)
            with open(path, encoding='latin-1') as file:
                message_id = next(line for line in file if line.lower().startswith('message-id:'))
            letters = name.rpartition(':2,')[2] if ':2,' in name else ''
            if number(message_id) in found:
                sys.exit('message %d is here twice' % number(message_id))
            found[number(message_id)] = (path, frozenset(letters))
    return found


def connect():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = imaplib.IMAP4_SSL(os.environ['HOST'], int(os.environ['IMAPS']), ssl_context=context, timeout=60)
    connection.login(options.user, os.environ['PASSWORD'])
    return connection


def remote(connection, mailbox):
    """Message number to (uid, flags)."""
    kind, data = connection.select('"%s"' % mailbox)
    if kind != 'OK':
        sys.exit('SELECT: %s' % data)
    found = {}
    items = connection.uid('FETCH', '1:*', '(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])')[1] if data[0] != b'0' else []
    for item in items:
        if isinstance(item, tuple):
            head = item[0].decode()
            flags = re.search(r'FLAGS \(([^)]*)\)', head).group(1).split()
            letters = frozenset(letter for letter, flag in FLAGS.items() if flag in flags)
            which = number(item[1].decode())
            if which in found:
                sys.exit('message %d is on the server twice' % which)
            found[which] = (re.search(r'UID (\d+)', head).group(1), letters)
    return found


def change_local(folder):
    """Here: every 10th becomes flagged, every 50th is deleted."""
    for which, (path, letters) in sorted(local(folder).items()):
        base = path.rpartition(':2,')[0] if ':2,' in path else path
        base = base.replace(os.sep + 'new' + os.sep, os.sep + 'cur' + os.sep)
        if which % 50 == 1:
            os.rename(path, base + ':2,' + ''.join(sorted(letters | {'T'})))
        elif which % 10 == 2:
            os.rename(path, base + ':2,' + ''.join(sorted(letters | {'F'})))


def change_remote(mailbox):
    """There: every 10th becomes answered, every 50th is expunged, and every 9th loses \\Seen."""
    connection = connect()
    there = remote(connection, mailbox)

    def uids(test):
        return ','.join(uid for which, (uid, letters) in there.items() if test(which)) or '4294967295'

    connection.uid('STORE', uids(lambda which: which % 10 == 3), '+FLAGS.SILENT', '(\\Answered)')
    connection.uid('STORE', uids(lambda which: which % 9 == 0 and which % 10 != 2), '-FLAGS.SILENT', '(\\Seen)')
    connection.uid('STORE', uids(lambda which: which % 50 == 6), '+FLAGS.SILENT', '(\\Deleted)')
    connection.expunge()
    connection.logout()


def same(folder, mailbox, count=None):
    connection = connect()
    there = {which: letters for which, (uid, letters) in remote(connection, mailbox).items()}
    connection.logout()
    here = {which: letters & set(FLAGS) for which, (path, letters) in local(folder).items() if 'T' not in letters}
    if count is not None and len(there) != int(count):
        sys.exit('%d messages on the server, expected %s' % (len(there), count))
    for which in sorted(here.keys() | there.keys()):
        if here.get(which) != there.get(which):
            sys.exit('message %d: here %s, there %s' % (which, here.get(which), there.get(which)))
    print(len(there), 'messages on both sides')


def main():
    act, arguments = options.act, options.arguments
    if act == 'make':
        make(arguments[0], int(arguments[1]))
    elif act == 'change-local':
        change_local(arguments[0])
    elif act == 'change-remote':
        change_remote(arguments[0])
    elif act == 'same':
        same(*arguments)
    else:
        connection = connect()
        for which, (uid, letters) in sorted(remote(connection, arguments[0]).items()):
            print(which, uid, ''.join(sorted(letters)))
        connection.logout()


main()
