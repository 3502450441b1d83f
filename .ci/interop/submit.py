#!/usr/bin/env python3
"""Submits a message over TLS with a login, as a mail program does; everything that DSN (RFC 3461) lets a sender say can be said."""
import argparse
import os
import smtplib
import ssl
import sys

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument('sender')
parser.add_argument('recipients', help='separated by commas')
parser.add_argument('subject')
parser.add_argument('--password', default=os.environ.get('PASSWORD'))
parser.add_argument('--file', help='the message; otherwise a small one is made')
parser.add_argument('--filler', type=int, default=0, help='octets of attachment')
parser.add_argument('--notify')
parser.add_argument('--ret')
parser.add_argument('--envid')
parser.add_argument('--orcpt', action='store_true')
parser.add_argument('--plain-mx', action='store_true', help='to port 25 without a login')
options = parser.parse_args()

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
recipients = [address for address in options.recipients.split(',') if address]
if options.file:
    with open(options.file, 'rb') as file:
        message = file.read()
else:
    lines = ['From: Sender <%s>' % options.sender, 'To: %s' % ', '.join(recipients), 'Subject: %s' % options.subject,
             'Date: Mon, 07 Feb 2022 21:52:25 -0800', 'Message-ID: <%s@interop.example.net>' % options.subject, '', 'text', '.', '..two dots']
    message = ('\r\n'.join(lines) + '\r\n').encode() + (b'x' * 70 + b'\r\n') * (options.filler // 72)

mail = ['BODY=8BITMIME'] + (['RET=' + options.ret] if options.ret else []) + (['ENVID=' + options.envid] if options.envid else [])
if options.plain_mx:
    server = smtplib.SMTP(os.environ['HOST'], int(os.environ['SMTP']), timeout=60)
else:
    server = smtplib.SMTP_SSL(os.environ['HOST'], int(os.environ['SMTPS']), context=context, timeout=60)
with server:
    server.ehlo('client.example.net')
    if not options.plain_mx:
        server.login(options.sender, options.password)
    code, text = server.mail(options.sender, mail)
    if code != 250:
        sys.exit('MAIL: %d %s' % (code, text))
    for address in recipients:
        more = (['NOTIFY=' + options.notify] if options.notify else []) + (['ORCPT=rfc822;' + address] if options.orcpt else [])
        code, text = server.rcpt(address, more)
        if code != 250:
            sys.exit('RCPT %s: %d %s' % (address, code, text))
    code, text = server.data(message)
    print(code, text)
    if code != 250:
        sys.exit(1)
