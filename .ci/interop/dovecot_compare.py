#!/usr/bin/env python3
"""Appends the same odd messages to Posthaste and to Dovecot and compares what both say of them.

  dovecot_compare.py MESSAGES REVIEWED -- DOVECOT-COMMAND...

MESSAGES is a folder of messages. REVIEWED lists the differences that are meant: lines of message TAB item TAB reason, the first two patterns
of fnmatch; a line that nothing needs any more is an error too. Posthaste is reached by HOST, IMAP, ANN and PASSWORD of the environment, Dovecot
by the pipes of the command. Prints what differs and is not in the list; ends with 1 if there is any.
"""
import fnmatch, os, re, socket, subprocess, sys

SEARCHES = [
    'ALL', 'SUBJECT a', 'SUBJECT "test"', 'SUBJECT re', 'FROM example', 'FROM "@"', 'TO example.org', 'CC a', 'BCC a', 'HEADER Message-ID ""', 'HEADER References ""',
    'HEADER Content-Type multipart', 'HEADER X-Nothing ""', 'HEADER Subject ""', 'BODY text', 'BODY "the"', 'BODY xyzzy', 'TEXT mail', 'TEXT "boundary"', 'NOT BODY e',
    'LARGER 1000', 'SMALLER 300', 'SENTON 1-Jan-2024', 'SENTSINCE 1-Jan-2020', 'SENTBEFORE 1-Jan-2000', 'SENTSINCE 1-Jan-2030', 'UNSEEN', 'OR FROM a TO b',
    'CHARSET UTF-8 SUBJECT {3+}\r\n\u00fc\u0020', 'CHARSET UTF-8 BODY {2+}\r\n\u00fc', 'CHARSET UTF-8 TEXT {2+}\r\n\u00e9', 'CHARSET UTF-8 FROM {2+}\r\n\u00f6',
]


class Connection:
    """One IMAP conversation."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.count = reader, writer, 0

    def line(self):
        """A response as octets with its literals, and their places."""
        whole = b''
        while True:
            piece = self.reader.readline()
            if not piece:
                raise EOFError('the server hung up')
            whole += piece
            literal = re.search(rb'\{(\d+)\}\r\n$', piece)
            if not literal:
                return whole
            whole += self.reader.read(int(literal.group(1)))

    def command(self, text):
        """Untagged responses and the tagged one."""
        self.count += 1
        tag = b't%d' % self.count
        self.writer.write(tag + b' ' + text + b'\r\n')
        self.writer.flush()
        untagged = []
        while True:
            line = self.line()
            if line.startswith(tag + b' '):
                return untagged, line[len(tag) + 1:].strip()
            untagged.append(line)


def parse(data, at):
    """A value of a response as nested lists: strings are octets, NIL is None, atoms are str."""
    if data[at:at + 1] == b'(':
        at += 1
        values = []
        while data[at:at + 1] != b')':
            if data[at:at + 1] == b' ':
                at += 1
                continue
            value, at = parse(data, at)
            values.append(value)
        return values, at + 1
    if data[at:at + 1] == b'"':
        end = at + 1
        text = b''
        while data[end:end + 1] != b'"':
            if data[end:end + 1] == b'\\':
                end += 1
            text += data[end:end + 1]
            end += 1
        return text, end + 1
    literal = re.compile(rb'~?\{(\d+)\}\r\n').match(data, at)
    if literal:
        end = literal.end() + int(literal.group(1))
        return data[literal.end():end], end
    atom = re.compile(rb'[^ ()\r\n\[]+(\[[^\]]*\])?(<\d+>)?').match(data, at)
    text = atom.group(0).decode('latin-1')
    return (None if text.upper() == 'NIL' else text), atom.end()


def fetched(connection, uid, items):
    """What FETCH says, by item; empty if it says NO."""
    untagged, status = connection.command(b'UID FETCH %d (%s)' % (uid, items.encode()))
    found = {}
    for line in untagged:
        match = re.match(rb'\* \d+ FETCH ', line)
        if match:
            values, _ = parse(line, match.end())
            found.update(zip([name.upper() for name in values[::2]], values[1::2]))
    if not status.startswith(b'OK'):
        found['STATUS'] = status.split()[0].decode()
    found.pop('UID', None)
    found.pop('FLAGS', None)
    return found


def folded(value):
    """A BODYSTRUCTURE whose case does not matter, made lower."""
    if isinstance(value, list):
        return [folded(each) for each in value]
    return value.lower() if value is not None else None


def sections(structure, path=''):
    """Section numbers of a BODYSTRUCTURE, and which are messages."""
    if structure and isinstance(structure[0], list):
        for number, part in enumerate([each for each in structure if isinstance(each, list) and each and is_part(each)], 1):
            yield from sections(part, f'{path}{number}.')
        return
    here = (path or '1.').rstrip('.')
    message = structure[:2] and [str(each).lower() for each in map(decoded, structure[:2])] == ['message', 'rfc822'] and len(structure) > 8
    yield here, bool(message)
    if message and isinstance(structure[8], list):
        inner = structure[8]
        if isinstance(inner[0], list):
            yield from sections(inner, here + '.')
        else:
            yield from sections(inner, here + '.1.')


def decoded(value):
    return value.decode('latin-1') if isinstance(value, bytes) else value


def is_part(value):
    return isinstance(value[0], list) or len(value) > 6 and isinstance(value[0], bytes) and isinstance(value[1], bytes)


def posthaste():
    connection = socket.create_connection((os.environ['HOST'], int(os.environ['IMAP'])), 60)
    stream = connection.makefile('rwb')
    client = Connection(stream, stream)
    client.line()
    client.command(b'LOGIN %s %s' % (os.environ['ANN'].encode(), os.environ['PASSWORD'].encode()))
    return client


def dovecot(words):
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client = Connection(process.stdout, process.stdin)
    client.line()
    return client


def fill(client, messages):
    client.command(b'DELETE Odd')
    client.command(b'CREATE Odd')
    refused = []
    for name, octets in messages:
        _, status = client.command(b'APPEND Odd "01-Jan-2024 00:00:00 +0000" {%d+}\r\n%s' % (len(octets), octets))
        if not status.startswith(b'OK'):
            refused.append((name, status))
    client.command(b'SELECT Odd')
    return refused


def compare(ours, theirs, messages):
    """Yields message, item, our value, their value for all that differs."""
    for uid, (name, octets) in enumerate(messages, 1):
        basic = 'RFC822.SIZE INTERNALDATE ENVELOPE BODYSTRUCTURE BODY BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[HEADER.FIELDS (FROM SUBJECT CONTENT-TYPE)]' \
            ' BODY.PEEK[HEADER.FIELDS.NOT (FROM SUBJECT RECEIVED)] BODY.PEEK[]<3.50>'
        a, b = fetched(ours, uid, basic), fetched(theirs, uid, basic)
        if a.get('BODY[]') != octets:
            yield name, 'BODY[] as appended', a.get('BODY[]'), octets
        for item in sorted(a.keys() | b.keys()):
            left, right = a.get(item), b.get(item)
            if item in ('BODYSTRUCTURE', 'BODY'):
                left, right = folded(left), folded(right)
            if left != right:
                yield name, item, left, right
        parts = {}
        for each in (a, b):
            parts.update(sections(each.get('BODYSTRUCTURE') or []))
        for number, message in sorted(parts.items())[:40]:
            items = [f'BODY.PEEK[{number}]', f'BODY.PEEK[{number}.MIME]', f'BODY.PEEK[{number}]<2.7>']
            if message:
                items += [f'BODY.PEEK[{number}.HEADER]', f'BODY.PEEK[{number}.TEXT]']
            a, b = fetched(ours, uid, ' '.join(items)), fetched(theirs, uid, ' '.join(items))
            a2, b2 = (fetched(each, uid, f'BINARY.SIZE[{number}] BINARY.PEEK[{number}]') for each in (ours, theirs))
            a.update(a2)
            b.update(b2)
            for item in sorted(a.keys() | b.keys()):
                if a.get(item) != b.get(item):
                    yield name, item, a.get(item), b.get(item)
    for search in SEARCHES:
        hits = []
        for client in (ours, theirs):
            untagged, status = client.command(b'UID SEARCH ' + search.encode('utf-8'))
            numbers = {int(n) for line in untagged if line.startswith(b'* SEARCH') for n in line.split()[2:]}
            hits.append(numbers if status.startswith(b'OK') else status)
        if isinstance(hits[0], set) and isinstance(hits[1], set):
            for uid in sorted(hits[0] ^ hits[1]):
                yield messages[uid - 1][0], 'SEARCH ' + search.replace('\r\n', ' '), uid in hits[0], uid in hits[1]
        elif hits[0] != hits[1]:
            yield '-', 'SEARCH ' + search.replace('\r\n', ' '), hits[0], hits[1]


def main():
    folder, reviewed = sys.argv[1:3]
    words = sys.argv[sys.argv.index('--') + 1:]
    messages = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), 'rb') as file:
            octets = file.read()
        if octets:
            messages.append((name.removesuffix('.eml'), octets))
    meant = []
    with open(reviewed, encoding='utf-8') as file:
        for line in file:
            if line.strip() and not line.startswith('#'):
                meant.append(line.rstrip('\n').split('\t'))
    ours, theirs = posthaste(), dovecot(words)
    for client in (ours, theirs):
        for name, status in fill(client, messages):
            sys.exit(f'{name} is refused: {status}')
    used, unmeant = set(), 0
    for name, item, left, right in compare(ours, theirs, messages):
        lines = [i for i, (message, pattern, _) in enumerate(meant) if fnmatch.fnmatchcase(name, message) and fnmatch.fnmatchcase(item, escaped(pattern))]
        used.update(lines[:1])
        if not lines:
            unmeant += 1
            print(f'{name}\t{item}\n   ours   {left!r:.600}\n   theirs {right!r:.600}')
    ours.command(b'DELETE Odd')
    for client in (ours, theirs):
        client.command(b'LOGOUT')
    idle = [meant[i] for i in range(len(meant)) if i not in used]
    for line in idle:
        print('not needed any more: ' + '\t'.join(line))
    print(f'{len(messages)} messages compared, {unmeant} differences that are not in the list of {len(meant)}')
    sys.exit(1 if unmeant or idle else 0)


def escaped(pattern):
    """In items brackets stand for themselves."""
    return pattern.replace('[', '[[]')


main()
