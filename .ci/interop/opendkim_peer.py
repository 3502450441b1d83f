"""opendkim as a peer, in its test mode: opendkim_peer.py verify KEYS FROM, or sign KEYS FROM TO. Folders as DkimTool.java has them; one line for each file: name, verdicts. Signing takes
turns with algorithms and canonical forms; what it does not verify itself is left out."""
import concurrent.futures
import pathlib
import re
import subprocess
import sys

mode, keys, source = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
FORMS = [header + '/' + body for header in ('relaxed', 'simple') for body in ('relaxed', 'simple')]
ALGORITHMS = [('rsa-sha256', 'rsa'), ('ed25519-sha256', 'ed25519')]


def config(name, text):
    file = keys / name
    file.write_text(text + 'TemporaryDirectory %s\nSyslog no\nRequireSafeKeys no\n' % keys)
    return file


def run(configuration, file):
    said = subprocess.run([OPENDKIM, '-x', configuration, '-vv', '-t', file], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return said.stdout.decode('latin-1')


def verify(number, file):
    verdicts = re.findall(r'\bdkim=(\w+)', run(VERIFY, file))
    # No From, or two: not a message, it says.
    said = ' '.join(verdicts) if verdicts and verdicts != ['permerror'] else 'unreadable'
    sys.stdout.write('%s %s\n' % (file.name, said))  # in one piece, since others write too


def sign(number, file):
    configuration = SIGN[number % len(SIGN)]
    if '-simple-' in configuration.name and re.search(rb'^[!-9;-~]+:(?! \S)', file.read_bytes().split(b'\r\n\r\n')[0], re.MULTILINE):
        return  # as a filter it sees one blank behind each colon, whether it is there or not
    field = re.search(r"hname='DKIM-Signature' hvalue='([^']*)'", run(configuration, file))
    if field:
        signed = target / file.name
        signed.write_bytes(('DKIM-Signature: ' + field.group(1)).replace('\n', '\r\n').encode() + b'\r\n' + file.read_bytes())
        if re.findall(r'\bdkim=(\w+)', run(VERIFY, signed))[:1] != ['pass']:
            signed.unlink()


OPENDKIM = sys.argv[-1]
public = (line.split('\t') for line in (keys / 'records').read_text().splitlines())
(keys / 'public').write_text(''.join('%s %s\n' % (name, text) for name, text in public))
VERIFY = config('verify.conf', 'Mode v\nTestPublicKeys %s\n' % (keys / 'public'))
SIGN = []
for algorithm, selector in ALGORITHMS:
    (keys / (selector + '.table')).write_text('%s sign.test:%s:%s\n' % (selector, selector, keys / (selector + '.pem')))
    (keys / (selector + '.senders')).write_text('* %s\n' % selector)
    for form in FORMS:
        if selector == 'ed25519' and form.startswith('simple/'):
            continue  # it does not verify these itself
        SIGN.append(config('sign-%s-%s.conf' % (selector, form.replace('/', '-')), 'Mode s\nKeyTable %s\nSigningTable refile:%s\nCanonicalization %s\nSignatureAlgorithm %s\n' % (
            keys / (selector + '.table'), keys / (selector + '.senders'), form, algorithm)))
if mode == 'sign':
    target = pathlib.Path(sys.argv[4])
    target.mkdir(exist_ok=True)
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    list(pool.map(sign if mode == 'sign' else verify, *zip(*enumerate(sorted(source.iterdir())))))
