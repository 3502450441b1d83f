#!/usr/bin/env python3
"""flush_check.py TRACE DATA REPLY: reads what strace -f -y -ttt saw and fails if a file below DATA had unflushed writes when
a reply that matches REPLY went to a socket, or if nothing was written at all."""
import re
import sys

trace, data, reply = sys.argv[1:]
LINE = re.compile(r'^(\d+) +([\d.]+) (?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)$')
WRITES = ('write', 'writev', 'pwrite64', 'pwritev')
FLUSHES = ('fsync', 'fdatasync')

unflushed, flushing, replies, written, flushes = {}, {}, 0, 0, 0
with open(trace, encoding='utf-8', errors='replace') as file:
    for number, line in enumerate(file, 1):
        found = LINE.match(line)
        if not found:
            continue
        thread, _, call, rest = found.groups()
        resumed = 'resumed>' in line
        path = re.match(r'\d+<([^>]*)>', rest)
        name = path.group(1).removesuffix(' (deleted)') if path else ''
        if call in WRITES and name.startswith(data):
            # Logs, temporary files and what can be computed again from the messages (.meta) promise nothing.
            if not re.search(r'\.(log|tmp|lock|meta|trace\.db)$|^/(tmp|spool|cache)/', name[len(data):]):
                unflushed[name] = number
                written += 1
        elif call in FLUSHES and not resumed:
            flushing[thread] = (name, number)
            if 'unfinished' not in rest and rest.rstrip().endswith('= 0'):
                flushes += 1
                begun = flushing.pop(thread)
                if unflushed.get(name, begun[1] + 1) <= begun[1]:
                    del unflushed[name]
        elif call in FLUSHES and thread in flushing:
            name, begun = flushing.pop(thread)
            flushes += 1
            # Only what was written before the flush began is covered by it.
            if unflushed.get(name, begun + 1) <= begun:
                del unflushed[name]
        elif (name.startswith(('socket:', 'TCP')) or call in ('sendto', 'sendmsg')) and re.search(reply, line):
            replies += 1
            if unflushed:
                sys.exit('line %d: reply while unflushed: %s' % (number, unflushed))
            print('line %d: %s' % (number, line.strip()[:160]))
print('%d writes below the data folder, %d flushes, %d replies' % (written, flushes, replies))
if not written or not flushes or not replies:
    sys.exit('nothing seen that could be checked')
