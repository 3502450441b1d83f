#!/usr/bin/env python3
"""A table of messages: what the server does with each is compared with what opendmarc's library says of it."""
import base64
import ctypes
import imaplib
import os
import re
import smtplib
import ssl
import subprocess
import sys
import time

import dkim

HONEST, FORGER = '192.0.2.10', '192.0.2.66'
# Domain: its DMARC record. The domain above has it as well, as opendmarc never takes a domain itself for organizational; and the stranger has another top level, as it takes all right below one for the same.
RECORDS = {
    'a.r.example': 'v=DMARC1; p=reject',
    'a.q.example': 'v=DMARC1; p=quarantine; rua=mailto:reports@a.q.example',
    'a.n.example': 'v=DMARC1; p=none',
    'a.s.example': 'v=DMARC1; p=reject; aspf=s; adkim=s',
    'a.p.example': 'v=DMARC1; p=none; sp=quarantine',
    'a.x.other': None,
}
BELOW = ['bounce.a.r.example', 'sub.a.r.example', 'mail.a.s.example', 'sub.a.p.example']
# Name: client, envelope sender's domain (None: null path with this HELO name behind it), author's domain, signing domains, tampered with.
CASES = {
    'spf-passes': (HONEST, 'a.r.example', 'a.r.example', [], False),
    'spf-fails': (FORGER, 'a.r.example', 'a.r.example', [], False),
    'spf-of-subdomain': (HONEST, 'bounce.a.r.example', 'a.r.example', [], False),
    'spf-of-stranger': (HONEST, 'a.x.other', 'a.r.example', [], False),
    'spf-of-helo': (HONEST, None, 'a.r.example', [], False),
    'signed': (FORGER, 'a.x.other', 'a.r.example', ['a.r.example'], False),
    'signed-by-subdomain': (FORGER, 'a.x.other', 'a.r.example', ['sub.a.r.example'], False),
    'signed-by-stranger': (FORGER, 'a.x.other', 'a.r.example', ['a.x.other'], False),
    'signed-by-both': (FORGER, 'a.x.other', 'a.r.example', ['a.x.other', 'a.r.example'], False),
    'signed-and-changed': (FORGER, 'a.x.other', 'a.r.example', ['a.r.example'], True),
    'quarantine': (FORGER, 'a.q.example', 'a.q.example', [], False),
    'quarantine-but-signed': (FORGER, 'a.q.example', 'a.q.example', ['a.q.example'], False),
    'none': (FORGER, 'a.n.example', 'a.n.example', [], False),
    'strict-spf-of-subdomain': (HONEST, 'mail.a.s.example', 'a.s.example', [], False),
    'strict-spf': (HONEST, 'a.s.example', 'a.s.example', [], False),
    'strict-signed-by-subdomain': (FORGER, 'a.x.other', 'a.s.example', ['mail.a.s.example'], False),
    'strict-signed': (FORGER, 'a.x.other', 'a.s.example', ['a.s.example'], False),
    'subdomain-without-record': (FORGER, 'a.x.other', 'sub.a.r.example', [], False),
    'subdomain-signed-above': (FORGER, 'a.x.other', 'sub.a.r.example', ['a.r.example'], False),
    'subdomain-policy': (FORGER, 'a.x.other', 'sub.a.p.example', [], False),
    'domain-above-it': (FORGER, 'a.x.other', 'a.p.example', [], False),
    'no-record': (FORGER, 'a.x.other', 'a.x.other', [], False),
}


def zone(key):
    public = subprocess.run(['openssl', 'rsa', '-in', key, '-pubout', '-outform', 'DER'], check=True, capture_output=True).stdout
    data = base64.b64encode(public).decode()
    record = ' '.join('"%s"' % part for part in [('v=DKIM1; k=rsa; p=' + data)[i:i + 200] for i in range(0, len(data) + 30, 200)] if part)
    for domain in list(RECORDS) + BELOW:
        print('%s. TXT "v=spf1 ip4:%s -all"' % (domain, HONEST))
        print('%s. MX 10 mx.a.r.example.' % domain)
        print('k._domainkey.%s. TXT %s' % (domain, record))
        if RECORDS.get(domain):
            for name in (domain, domain[2:]):
                print('_dmarc.%s. TXT "%s"' % (name, RECORDS[domain]))
    print('mx.a.r.example. A %s' % HONEST)
    print('10.2.0.192.in-addr.arpa. PTR mx.a.r.example.')


def expected(case):
    """What opendmarc would do."""
    client, sender, author, signers, changed = case
    library = ctypes.CDLL('libopendmarc.so.2')
    library.opendmarc_policy_connect_init.restype = ctypes.c_void_p
    suffixes = os.path.join(os.environ['WORK'], 'suffixes')
    with open(suffixes, 'w') as file:
        file.write('example\nother\n')
    library.opendmarc_tld_read_file(suffixes.encode(), b'//', b'*.', b'!')
    context = ctypes.c_void_p(library.opendmarc_policy_connect_init(client.encode(), 4))
    spf = 1 if client == HONEST else 2
    library.opendmarc_policy_store_from_domain(context, author.encode())
    library.opendmarc_policy_store_spf(context, (sender or 'a.r.example').encode(), spf, 1 if sender else 2, None)
    for signer in signers:
        library.opendmarc_policy_store_dkim(context, signer.encode(), b'k', 2 if changed else 1, None)
    library.opendmarc_policy_query_dmarc(context, author.encode())
    return {14: 'none INBOX', 15: 'pass INBOX', 16: 'fail refused', 17: 'fail Junk', 18: 'fail INBOX'}[
        library.opendmarc_get_policy_to_enforce(context)]


def send(name, case, key):
    client, sender, author, signers, changed = case
    message = ('From: Joe <joe@%s>\r\nTo: %s\r\nSubject: case %s\r\nDate: %s\r\nMessage-ID: <%s@%s>\r\n\r\n'
               'Some text,  with blanks \r\n\r\n.and a dot\r\n\r\n'
               % (author, os.environ['ANN'], name, time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime()), name, author)).encode()
    with open(key, 'rb') as file:
        private = file.read()
    for signer in signers:
        message = dkim.sign(message, b'k', signer.encode(), private, canonicalize=(b'relaxed', b'simple')) + message
    if changed:
        message = message.replace(b'Some text', b'Other text')
    with smtplib.SMTP(os.environ['HOST'], 25, 'a.r.example', timeout=60, source_address=(client, 0)) as server:
        try:
            server.sendmail('joe@' + sender if sender else '', [os.environ['ANN']], message)
        except smtplib.SMTPDataError as refusal:
            if refusal.smtp_code == 550 and b'DMARC' in refusal.smtp_error:
                return 'fail refused'
            raise
    return None


def found(name):
    """Where the message is, and what its Authentication-Results say."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = imaplib.IMAP4_SSL(os.environ['HOST'], int(os.environ['IMAPS']), ssl_context=context, timeout=30)
    connection.login(os.environ['ANN'], os.environ['PASSWORD'])
    for mailbox in ('INBOX', 'Junk'):
        connection.select(mailbox, True)
        numbers = connection.search(None, 'SUBJECT', '"case %s"' % name)[1][0].split()
        for number in numbers:
            header = connection.fetch(number, '(BODY.PEEK[HEADER])')[1][0][1].decode()
            if 'Subject: case %s\r\n' % name in header:
                print(header)
                field = re.search(r'^Authentication-Results: (.*?)\r\n(?=\S)', header, re.S | re.M).group(1)
                return '%s %s' % (re.search(r'\bdmarc=(\w+)', field).group(1), mailbox)
    return 'nowhere'


def main():
    if sys.argv[1] == 'zone':
        zone(sys.argv[2])
    elif sys.argv[1] == 'names':
        print('\n'.join(CASES))
    else:
        name = sys.argv[2]
        wanted = expected(CASES[name])
        got = send(name, CASES[name], sys.argv[3]) or found(name)
        print('opendmarc: %s, server: %s' % (wanted, got))
        if wanted != got:
            sys.exit(1)


main()
