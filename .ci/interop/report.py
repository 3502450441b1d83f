#!/usr/bin/env python3
"""Waits for a delivery status notification about a recipient in a user's INBOX, reads it with Python's email package, and compares what it says.

  report.py failed x@refuse.example status=5.1.1 diagnostic-code=550 returned=message/rfc822
  report.py none x@refuse.example          no notification about it within the time
"""
import argparse
import email
import email.policy
import imaplib
import os
import re
import ssl
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('--user', default=os.environ.get('ANN'))
parser.add_argument('--password', default=os.environ.get('PASSWORD'))
parser.add_argument('--wait', type=float, default=20)
parser.add_argument('action')
parser.add_argument('recipient')
parser.add_argument('expected', nargs='*', help='FIELD=TEXT: what a field of the recipient holds, or subject=, words=, returned=TYPE, envid=')
options = parser.parse_args()

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE


def reports():
    imap = imaplib.IMAP4_SSL(os.environ['HOST'], int(os.environ['IMAPS']), ssl_context=context, timeout=30)
    imap.login(options.user, options.password)
    imap.select('INBOX', True)
    found = []
    numbers = imap.search(None, 'HEADER', 'Auto-Submitted', 'auto-replied')[1][0].split()
    for number in numbers:
        found.append(imap.fetch(number, '(BODY.PEEK[])')[1][0][1])
    imap.logout()
    return found


def groups(message):
    """The field groups of the status part: the message's, and one for each recipient."""
    status = message.get_payload()[1]
    return status.get_payload() if status.is_multipart() else [email.message_from_string(text) for text in status.get_content().split('\n\n')]


def about():
    for octets in reports():
        message = email.message_from_bytes(octets, policy=email.policy.SMTP)
        if message.get_content_type() != 'multipart/report':
            continue
        for group in groups(message)[1:]:
            final = group.get('Final-Recipient', '').split(';', 1)[-1].strip()
            if final.lower() == options.recipient.lower() and (options.action == 'none' or group['Action'].strip() == options.action):
                return message, group
    return None


def main():
    end = time.monotonic() + options.wait
    found = about()
    while not found and time.monotonic() < end:
        time.sleep(0.3)
        found = about()
    if options.action == 'none':
        sys.exit('there is a notification about %s' % options.recipient if found else 0)
    if not found:
        sys.exit('no notification "%s" about %s' % (options.action, options.recipient))
    message, group = found
    print(message.as_string()[:4000])
    problems = []
    if message.get_param('report-type') != 'delivery-status':
        problems.append('report-type is %s' % message.get_param('report-type'))
    if message.defects or any(part.defects for part in message.walk()):
        problems.append('defects: %s' % [part.defects for part in message.walk()])
    parts = message.get_payload()
    if not re.fullmatch(r'dns; ?\S+', groups(message)[0]['Reporting-MTA'].strip()):
        problems.append('Reporting-MTA')
    for expectation in options.expected:
        field, text = expectation.split('=', 1)
        if field == 'subject':
            there = message['Subject']
        elif field == 'words':
            there = parts[0].get_content()
        elif field == 'returned':
            there = parts[2].get_content_type() if len(parts) > 2 else 'nothing'
        elif field == 'envid':
            there = groups(message)[0].get('Original-Envelope-Id', '')
        else:
            there = group.get(field, '')
        if text not in there:
            problems.append('%s is "%s", expected "%s"' % (field, there, text))
    sys.exit('\n'.join(problems) or 0)


main()
