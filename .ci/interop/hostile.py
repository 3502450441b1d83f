#!/usr/bin/env python3
"""Receivers of mail that do what no server should, each on an address of its own; counts what the other side reads of them.

192.0.2.200 says nothing; .201 greets and then says nothing; .202 says 421 after RCPT; .203 resets the connection after the data began; .204 answers EHLO with a line that never ends; .205 with lines that
never end; .206 slips replies in behind its answer to STARTTLS; .207 answers the TLS handshake with rubbish; .208 greets one octet a second; .209 greets with octets that mean nothing; .210 closes at once.
"""
import socket
import struct
import sys
import threading
import time

GREETING = b'220 hostile.example ESMTP\r\n'
FLOOD = 1 << 30


class Talk:
    def __init__(self, connection):
        self.connection = connection
        self.file = connection.makefile('rb')

    def say(self, text):
        self.connection.sendall(text)

    def hear(self):
        line = self.file.readline(10000)
        if not line:
            raise EOFError
        return line.upper()

    def dialogue(self, **answers):
        """Answers as a server does, but for the verbs named."""
        self.say(GREETING)
        while True:
            verb = self.hear()[:4].strip().decode('latin-1')
            if verb in answers:
                answers[verb](self)
            elif verb == 'EHLO':
                self.say(b'250-hostile.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n' if 'STAR' in answers else b'250-hostile.example\r\n250 8BITMIME\r\n')
            elif verb == 'DATA':
                self.say(b'354 go on\r\n')
            elif verb == 'QUIT':
                self.say(b'221 bye\r\n')
                return
            else:
                self.say(b'250 fine\r\n')

    def wait(self):
        while self.connection.recv(65536):
            pass

    def flood(self, piece):
        sent = 0
        try:
            while sent < FLOOD:
                self.connection.sendall(piece)
                sent += len(piece)
        finally:
            print('flood', sent, flush=True)

    def reset(self):
        self.say(b'354 go on\r\n')
        self.connection.recv(1)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.connection.close()
        raise EOFError

    def leave(self):
        self.say(b'421 4.3.2 not now\r\n')
        self.connection.close()
        raise EOFError

    def drip(self):
        for octet in GREETING * 1000:
            self.say(bytes([octet]))
            time.sleep(1)

    def tls_rubbish(self):
        self.say(b'220 go\r\n')
        self.connection.recv(65536)
        self.flood(b'no handshake at all ' * 1000)


WAYS = {
    200: lambda talk: talk.wait(),
    201: lambda talk: (talk.say(GREETING), talk.wait()),
    202: lambda talk: talk.dialogue(RCPT=Talk.leave),
    203: lambda talk: talk.dialogue(DATA=Talk.reset),
    204: lambda talk: talk.dialogue(EHLO=lambda t: t.flood(b'250-' + b'x' * 65532)),
    205: lambda talk: talk.dialogue(EHLO=lambda t: t.flood(b'250-again and again\r\n' * 3000)),
    206: lambda talk: talk.dialogue(STAR=lambda t: (t.say(b'220 go\r\n250 injected\r\n250 injected\r\n354 injected\r\n250 injected\r\n'), t.wait())),
    207: lambda talk: talk.dialogue(STAR=Talk.tls_rubbish),
    208: lambda talk: talk.drip(),
    209: lambda talk: (talk.say(bytes(range(128, 256)) * 100 + b'\r\n'), talk.wait()),
    210: lambda talk: None,
}


def serve(number, way):
    listener = socket.create_server(('192.0.2.%d' % number, 25), backlog=200)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection, way), daemon=True).start()


def answer(connection, way):
    try:
        with connection:
            way(Talk(connection))
    except (OSError, EOFError):
        pass


for number, way in WAYS.items():
    threading.Thread(target=serve, args=(number, way), daemon=True).start()
print('ready', flush=True)
sys.stdin.read()
threading.Event().wait()
