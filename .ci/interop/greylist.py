#!/usr/bin/env python3
"""A policy service for Postfix that puts off each client, sender and recipient once."""
import socketserver
import sys

seen = set()


class Policy(socketserver.StreamRequestHandler):
    def handle(self):
        request = {}
        for raw in self.rfile:
            line = raw.decode('utf-8', 'replace').rstrip('\n')
            if line:
                name, _, value = line.partition('=')
                request[name] = value
                continue
            key = (request.get('client_address'), request.get('sender'), request.get('recipient'))
            answer = 'dunno' if key in seen else 'defer 4.2.0 Greylisted, please come back'
            seen.add(key)
            request = {}
            self.wfile.write(('action=%s\n\n' % answer).encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(('127.0.0.1', int(sys.argv[1])), Policy).serve_forever()
