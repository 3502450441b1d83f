"""Judges with pyspf: spf_judge.py PORT CASES. Input and output as SpfJudge.java."""
import sys

import DNS

DNS.defaults['server'] = ['127.0.0.1']
import spf  # noqa: E402  (asks the system for name servers while it is imported)

# pyspf takes dnspython where that is installed; py3dns always, so that every machine judges alike.
DNS.defaults['server'] = ['127.0.0.1']
DNS.defaults['port'] = int(sys.argv[1])
spf.DNS = DNS
spf.DNSLookup = spf.DNSLookup_pydns
for line in open(sys.argv[2], encoding='ascii'):
    address, helo, sender = line.split()
    query = spf.query(i=address, s='' if sender == '<>' else sender, h=helo, receiver='receiver.test', timeout=20)
    query.set_default_explanation('')
    verdict, _, explanation = query.check()
    print(f"{verdict} [{explanation if verdict == 'fail' else ''}]")
