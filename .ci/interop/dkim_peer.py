"""dkimpy as a peer: dkim_peer.py verify|arc KEYS FROM, or sign|seal KEYS FROM TO. Folders as DkimTool.java has them; one line for each file: name, verdicts. A message that dkimpy will not
read at all is "unreadable"."""
import base64
import pathlib
import sys

import dkim

mode, keys, source = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
RECORDS = dict(line.split('\t') for line in (keys / 'records').read_text().splitlines())
FORMS = [(header, body) for header in (b'relaxed', b'simple') for body in (b'relaxed', b'simple')]


def lookup(name, timeout=5):
    record = RECORDS.get(name.decode().rstrip('.'))
    return record.encode() if record else None


def verify(message):
    count = sum(1 for name, _ in dkim.rfc822_parse(message)[0] if name.lower() == b'dkim-signature')
    return ' '.join('pass' if dkim.DKIM(message).verify(idx=i, dnsfunc=lookup) else 'fail' for i in range(count))


def arc(message):
    cv, _, reason = dkim.ARC(message).verify(dnsfunc=lookup)
    return '%s %s' % (cv.decode().lower() if cv else 'none', '' if cv == b'pass' else reason)


def sign(message, number):
    rsa = (keys / 'rsa.pem').read_bytes()
    seed = (keys / 'ed25519.seed').read_bytes()
    forms = FORMS[number % 4]
    length = number % 8 == 5
    out = dkim.sign(message, b'rsa', b'sign.test', rsa, canonicalize=forms, length=length)
    out += dkim.sign(message, b'ed25519', b'sign.test', seed, canonicalize=forms, signature_algorithm=b'ed25519-sha256')
    return out + message


def seal(message, number):
    first = b'Authentication-Results: mx.sign.test; spf=pass smtp.mailfrom=sign.test\r\n' + message
    return b''.join(dkim.arc_sign(first, b'rsa', b'sign.test', (keys / 'rsa.pem').read_bytes(), b'mx.sign.test')) + first


for number, file in enumerate(sorted(source.iterdir())):
    message = file.read_bytes()
    try:
        if mode in ('sign', 'seal'):
            target = pathlib.Path(sys.argv[4])
            target.mkdir(exist_ok=True)
            (target / file.name).write_bytes((sign if mode == 'sign' else seal)(message, number))
        else:
            print(file.name, (verify if mode == 'verify' else arc)(message))
    except (dkim.DKIMException, AssertionError, IndexError, TypeError) as problem:
        print(file.name, 'unreadable', type(problem).__name__, problem)
