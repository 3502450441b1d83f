#!/usr/bin/env python3
"""What people do with mail, through Python's smtplib, imaplib and poplib, and what attackers try. Each check prints PASS or
FAIL; the last line counts them."""
import argparse
import email
import email.policy
import imaplib
import os
import poplib
import re
import smtplib
import socket
import ssl
import sys
import time
import uuid
from email.message import EmailMessage

imaplib._MAXLINE = poplib._MAXLINE = 10_000_000
imaplib.Commands.setdefault('MOVE', ('SELECTED',))

parser = argparse.ArgumentParser()
parser.add_argument('--host', default='127.0.0.1')
for name in ('smtp', 'submission', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s'):
    parser.add_argument('--' + name, type=int, required=True)
parser.add_argument('--user', required=True)
parser.add_argument('--other', required=True, help='a second user with the same password')
parser.add_argument('--password', required=True)
options = parser.parse_args()
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
results = []


def check(name, passed, info=''):
    results.append(bool(passed))
    print(('PASS ' if passed else 'FAIL ') + name + ('' if passed else '  [%s]' % str(info)[:300]), flush=True)


def imap(user=None):
    connection = imaplib.IMAP4_SSL(options.host, options.imaps, ssl_context=context, timeout=30)
    connection.login(user or options.user, options.password)
    return connection


def submission(user=None):
    connection = smtplib.SMTP_SSL(options.host, options.smtps, context=context, timeout=60)
    connection.login(user or options.user, options.password)
    return connection


def fresh(connection, mailbox):
    connection.delete(mailbox)
    connection.create(mailbox)
    connection.select(mailbox)


def composed(subject, text='Hello.\n', to=None):
    message = EmailMessage()
    message['From'] = 'Ann <%s>' % options.user
    message['To'] = to or options.other
    message['Subject'] = subject
    message['Date'] = 'Mon, 07 Feb 2022 21:52:25 -0800'
    message['Message-ID'] = '<%s@example.test>' % uuid.uuid4().hex
    message.set_content(text)
    return message


def octets(message):
    return message.as_bytes(policy=email.policy.SMTP)


def arrived(connection, message, mailbox='INBOX'):
    """UIDs of the message once it is there."""
    end = time.monotonic() + 15
    while True:
        connection.select(mailbox)
        found = connection.uid('SEARCH', 'HEADER', 'Message-ID', '"%s"' % message['Message-ID'])[1][0].split()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.1)


def fetched(connection, uid, item):
    for part in connection.uid('FETCH', uid, '(%s)' % item)[1]:
        if isinstance(part, tuple):
            return part[1]
    return b''


def flags(connection, uid):
    text = b' '.join(x for x in connection.uid('FETCH', uid, '(FLAGS)')[1] if isinstance(x, bytes))
    found = re.search(rb'FLAGS \(([^)]*)\)', text)
    return set(found.group(1).decode().split()) - {'\\Recent'} if found else set()


def life_of_a_message():
    message = composed('Grüße aus Köln', 'Ein Text mit ß und 日本.\n.Punkt am Anfang\n')
    attachment = os.urandom(300_000)
    message.add_attachment(attachment, maintype='application', subtype='octet-stream', filename='größe.bin')
    sent = octets(message)
    with submission() as server:
        refused = server.sendmail(options.user, [options.other, options.user], sent)
    check('sent to two recipients', not refused, refused)
    ann, bob = imap(), imap(options.other)
    mine, theirs = arrived(ann, message), arrived(bob, message)
    check('both have it once', len(mine) == 1 and len(theirs) == 1, (mine, theirs))
    if not mine or not theirs:
        return
    whole = fetched(bob, theirs[0], 'BODY.PEEK[]')
    check('what arrived ends with what was sent', whole.endswith(sent.split(b'\r\n\r\n', 1)[1]), whole[-200:])
    got = email.message_from_bytes(whole, policy=email.policy.default)
    check('decoded subject', got['Subject'] == 'Grüße aus Köln', got['Subject'])
    check('decoded attachment', next(got.iter_attachments()).get_content() == attachment)
    check('part 2 alone is the attachment', fetched(bob, theirs[0], 'BODY.PEEK[2]').replace(b'\r\n', b'')
          == b''.join(got.get_payload()[1].get_payload().encode().split()))
    check('Return-Path and Received are on top', list(got.keys())[0] == 'Return-Path' and 'Received' in got, got.keys())
    check('new mail is unread', '\\Seen' not in flags(bob, theirs[0]))
    fetched(bob, theirs[0], 'BODY[]')
    check('reading marks it as read', '\\Seen' in flags(bob, theirs[0]))
    check('the other copy stays unread', '\\Seen' not in flags(ann, mine[0]))
    structure = b' '.join(x if isinstance(x, bytes) else b' '.join(x) for x in bob.uid('FETCH', theirs[0], '(BODYSTRUCTURE)')[1])
    check('BODYSTRUCTURE names the attachment', b'"mixed"' in structure.lower() and b'"octet-stream"' in structure.lower(), structure)
    bob.uid('STORE', theirs[0], '+FLAGS', '(\\Answered $Work)')
    check('answered and a keyword', {'\\Answered', '$Work', '\\Seen'} <= flags(bob, theirs[0]))
    check('moved to Trash', bob.uid('MOVE', theirs[0], 'Trash')[0] == 'OK')
    moved = arrived(bob, message, 'Trash')
    check('it is in Trash with its flags', len(moved) == 1 and {'\\Answered', '$Work'} <= flags(bob, moved[0]))
    bob.uid('STORE', moved[0], '+FLAGS.SILENT', '(\\Deleted)')
    bob.expunge()
    check('expunged', not bob.uid('SEARCH', 'HEADER', 'Message-ID', '"%s"' % message['Message-ID'])[1][0])
    ann.logout()
    bob.logout()


def folders():
    connection = imap()
    for each in ('Familie/K&APY-ln', 'Familie', 'Neu/K&APY-ln', 'Neu'):
        connection.delete('"%s"' % each)
    check('folder below a folder', connection.create('"Familie/K&APY-ln"')[0] == 'OK')
    connection.append('"Familie/K&APY-ln"', None, None, octets(composed('in a folder')))
    check('renamed with what is below', connection.rename('Familie', 'Neu')[0] == 'OK')
    listed = b'\n'.join(x for x in connection.list('""', '"Neu*"')[1] if x)
    check('the new names are listed', b'Neu/K&APY-ln' in listed, listed)
    status = connection.status('"Neu/K&APY-ln"', '(MESSAGES UNSEEN UIDNEXT)')[1][0]
    check('STATUS counts', b'MESSAGES 1' in status and b'UNSEEN 1' in status, status)
    connection.select('"Neu/K&APY-ln"')
    check('the message came along', connection.search(None, 'SUBJECT', '"in a folder"')[1] == [b'1'])
    connection.select('INBOX')
    for each in ('Neu/K&APY-ln', 'Neu'):
        connection.delete('"%s"' % each)
    listed = b'\n'.join(x for x in connection.list('""', '"Neu*"')[1] if x)
    check('deleted', b'K&APY' not in listed, listed)
    special = b'\n'.join(x for x in connection.list()[1] if x)
    for use in (b'\\Sent', b'\\Drafts', b'\\Trash', b'\\Junk', b'\\Archive'):
        check('there is a mailbox for ' + use.decode(), use in special, special)
    connection.logout()


def searching():
    connection = imap()
    fresh(connection, 'checks-search')
    first = composed('Rechnung für März', 'Betrag: 17 Euro, zahlbar sofort.\n')
    second = composed('ordinary', 'Der Schlüssel liegt unter der Fußmatte. ' * 20 + '\n')
    second.replace_header('To', 'Carl <carl@example.org>')
    for each in (first, second):
        connection.append('checks-search', None, None, octets(each))
    connection.select('checks-search')

    def found(*keys):
        return connection.search('UTF-8', *[key.encode() for key in keys])[1][0].split()

    check('by a decoded word of the subject', found('SUBJECT', '"Rechnung"') == [b'1'])
    check('by address', found('TO', '"carl@example"') == [b'2'])
    check('by a decoded word of the body', found('BODY', '"Euro"') == [b'1'])
    check('NOT and OR', found('OR', 'SUBJECT', '"ordinary"', 'NOT', 'ALL') == [b'2'])
    check('in any case', found('SUBJECT', '"ORDINARY"') == [b'2'])
    connection.literal = 'März'.encode()
    check('umlaut in an encoded header, as a literal', connection.search('UTF-8', 'SUBJECT')[1] == [b'1'])
    connection.literal = 'fußmatte'.encode()
    check('umlaut in an encoded body, as a literal', connection.search('UTF-8', 'BODY')[1] == [b'2'])
    connection.select('INBOX')
    connection.delete('checks-search')
    connection.logout()


def push():
    watcher = imap()
    watcher.select('INBOX')
    tag = watcher._new_tag()
    watcher.send(tag + b' IDLE\r\n')
    line = watcher.readline()
    while line.startswith(b'*'):
        line = watcher.readline()
    check('IDLE is granted', line.startswith(b'+'), line)
    begin = time.monotonic()
    with smtplib.SMTP(options.host, options.smtp, timeout=30) as server:
        server.sendmail('sender@example.net', [options.user], octets(composed('pushed')))
    watcher.sock.settimeout(5)
    got = b''
    try:
        while b'EXISTS' not in got:
            got += watcher.readline()
    except OSError:
        pass
    check('mail from outside is announced within a second', b'EXISTS' in got and time.monotonic() - begin < 1.0,
          (got, time.monotonic() - begin))
    watcher.send(b'DONE\r\n')
    line = watcher.readline()
    while line and not line.startswith(tag):
        line = watcher.readline()
    check('IDLE ends', b' OK' in line, line)
    watcher.logout()


def pop():
    connection = imap(options.other)
    connection.select('INBOX')
    connection.store('1:*', '+FLAGS.SILENT', '(\\Deleted)')
    connection.expunge()
    sent = [octets(composed('pop %d' % i, 'line\n.dot\n..\n%s\n' % ('x' * i))) for i in range(4)]
    for each in sent:
        connection.append('INBOX', None, None, each)

    def login():
        reader = poplib.POP3_SSL(options.host, options.pop3s, context=context, timeout=30)
        reader.user(options.other)
        reader.pass_(options.password)
        return reader

    reader = login()
    check('POP3 counts what IMAP stored', reader.stat() == (4, sum(map(len, sent))), reader.stat())
    got = [b'\r\n'.join(reader.retr(i + 1)[1]) + b'\r\n' for i in range(4)]
    check('POP3 gives the octets that IMAP stored', got == sent)
    identifiers = reader.uidl()[1]
    check('four different identifiers', len({x.split()[1] for x in identifiers}) == 4, identifiers)
    try:
        second = login()
        second.quit()
        check('a second session is kept out or shares', False, 'no -ERR')
    except poplib.error_proto as e:
        check('a second session is told [IN-USE]', b'IN-USE' in e.args[0], e)
    reader.dele(2)
    reader.quit()
    connection.select('INBOX')
    check('IMAP sees what POP3 deleted', connection.search(None, 'ALL')[1] == [b'1 2 3'])
    reader = login()
    rest = [x.split()[1] for x in reader.uidl()[1]]
    check('identifiers stay', rest == [identifiers[i].split()[1] for i in (0, 2, 3)], rest)
    check('TOP gives header and as many lines', reader.top(1, 1)[1][-1] == b'line', reader.top(1, 1)[1][-2:])
    reader.quit()
    connection.logout()


def conversation(port, *pieces):
    """Sends raw pieces, waiting for a reply after each; gives all replies."""
    with socket.create_connection((options.host, port), timeout=20) as raw:
        said = raw.recv(4096)
        for piece in pieces:
            raw.sendall(piece)
            said += raw.recv(65536)
        return said


def smuggling():
    for name, ending in (('LF.LF', b'\n.\n'), ('LF.CRLF', b'\n.\r\n'), ('CRLF.LF', b'\r\n.\n'), ('CR.CR', b'\r.\r'), ('CRLF.CR', b'\r\n.\r')):
        mark = uuid.uuid4().hex
        envelope = b'MAIL FROM:<a@example.net>\r\nRCPT TO:<%s>\r\nDATA\r\n' % options.user.encode()
        said = conversation(options.smtp, b'EHLO c\r\n', b'MAIL FROM:<a@example.net>\r\n', b'RCPT TO:<%s>\r\n' % options.user.encode(),
                            b'DATA\r\n', b'Subject: outer\r\n\r\ntext' + ending + envelope
                            + b'Subject: smuggled ' + mark.encode() + b'\r\n\r\nevil\r\n.\r\nQUIT\r\n')
        connection = imap()
        connection.select('INBOX')
        found = connection.search(None, 'SUBJECT', '"smuggled %s"' % mark)[1][0].split()
        check('no second message behind ' + name, not found and said.count(b'250 2.0.0') <= 1, said[-300:])
        connection.logout()


def internationalised():
    with smtplib.SMTP(options.host, options.smtp, timeout=30) as server:
        server.ehlo('client.example.net')
        check('SMTPUTF8 is offered', server.has_extn('smtputf8'))
        message = composed('Üb', to=options.user)
        text = octets(message).replace(b'=?utf-8?q?=C3=9Cb?=', 'Üb'.encode())
        server.sendmail('jörg@bücher.example', [options.user], text, mail_options=['SMTPUTF8', 'BODY=8BITMIME'])
    connection = imap()
    uids = arrived(connection, message)
    check('a message with UTF-8 addresses and headers arrives', len(uids) == 1)
    if uids:
        check('and is unchanged', 'Subject: Üb\r\n'.encode() in fetched(connection, uids[0], 'BODY.PEEK[]'))
    connection.logout()


def logins():
    for attempt in range(3):
        try:
            imaplib.IMAP4_SSL(options.host, options.imaps, ssl_context=context, timeout=30).login(options.user, 'old password')
            check('wrong password %d is refused' % attempt, False)
        except imaplib.IMAP4.error:
            pass
    begin = time.monotonic()
    for _ in range(20):
        imap().logout()
    check('twenty logins after three failures', time.monotonic() - begin < 20, time.monotonic() - begin)
    connection = imaplib.IMAP4(options.host, options.imap, timeout=30)
    check('STARTTLS is offered', 'STARTTLS' in connection.capabilities, connection.capabilities)
    connection.starttls(context)
    kind, data = connection.authenticate('PLAIN', lambda _: b'\0%s\0%s' % (options.user.encode(), options.password.encode()))
    check('AUTHENTICATE PLAIN after STARTTLS', kind == 'OK', data)
    connection.logout()
    raw = socket.create_connection((options.host, options.imap), timeout=10)
    stream = raw.makefile('rb')
    stream.readline()
    raw.sendall(b'a STARTTLS\r\nb LOGIN injected injected\r\n')
    said = stream.readline()
    try:
        said += stream.readline()
    except OSError:
        pass
    check('a command injected behind STARTTLS is not run', b'b ' not in said, said)
    raw.close()


def hostile():
    attacks = {
        'IMAP line of 2 MB': (options.imap, b'a ' + b'x' * 2_000_000 + b'\r\n'),
        'IMAP literal of 4 GB': (options.imap, b'a LOGIN {4294967295+}\r\n' + b'x' * 100_000),
        'IMAP nesting': (options.imap, b'a SEARCH ' + b'(' * 100_000 + b'\r\n'),
        'IMAP random octets': (options.imap, os.urandom(200_000)),
        'IMAP NULs': (options.imap, bytes(100_000) + b'\r\n'),
        'SMTP line of 2 MB': (options.smtp, b'EHLO ' + b'x' * 2_000_000 + b'\r\n'),
        'SMTP random octets': (options.smtp, os.urandom(200_000)),
        'SMTP 10,000 commands at once': (options.smtp, b'NOOP\r\n' * 10_000),
        'POP3 line of 2 MB': (options.pop3, b'USER ' + b'x' * 2_000_000 + b'\r\n'),
        'POP3 random octets': (options.pop3, os.urandom(200_000)),
        'random octets instead of TLS': (options.imaps, os.urandom(10_000)),
    }
    for name, (port, what) in attacks.items():
        try:
            with socket.create_connection((options.host, port), timeout=10) as raw:
                raw.settimeout(5)
                raw.sendall(what)
                raw.recv(4096)
        except OSError:
            pass
        try:
            connection = imap()
            alive = connection.noop()[0] == 'OK'
            connection.logout()
        except (OSError, imaplib.IMAP4.error) as e:
            alive = e
        check('lives on after: ' + name, alive is True, alive)


def sections():
    yield from (life_of_a_message, folders, searching, push, pop, smuggling, internationalised, logins, hostile)


for section in sections():
    try:
        section()
    except Exception as e:  # noqa: BLE001 - the next section is to run whatever happens
        check(section.__name__.replace('_', ' ') + ' ran to its end', False, '%s: %s' % (type(e).__name__, e))
print('%d passed, %d failed' % (sum(results), len(results) - sum(results)))
sys.exit(0 if all(results) else 1)
