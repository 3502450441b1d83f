package org.posthaste.app.why;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.journal.JournalKey;
import org.posthaste.mailstore.journal.JournalKey.Kind;

/** What is looked for when a person types a word or pastes a bounce. */
class CluesTest {
    private static JournalKey key(Kind kind, String name) {
        return JournalKey.of(kind, name);
    }

    @Test
    void aWordIsTakenForWhatItLooksLike() {
        assertThat(Clues.ofWord("Bob@Example.org"))
                .containsExactly(key(Kind.ADDRESS, "bob@example.org"), key(Kind.MESSAGE_ID, "Bob@Example.org"));
        assertThat(Clues.ofWord("<20261121.ab@mail.example>"))
                .startsWith(key(Kind.MESSAGE_ID, "20261121.ab@mail.example"));
        assertThat(Clues.ofWord("3f9c2a71b04d")).containsExactly(key(Kind.MESSAGE, "3f9c2a71b04d"));
        assertThat(Clues.ofWord("192.0.2.7")).startsWith(key(Kind.HOST, "192.0.2.7"));
        assertThat(Clues.ofWord("2001:DB8::1")).startsWith(key(Kind.HOST, "2001:db8::1"));
        assertThat(Clues.ofWord("example.net")).contains(key(Kind.DOMAIN, "example.net"));
        assertThat(Clues.ofWord("123456")).containsExactly(key(Kind.MESSAGE, "123456"));
    }

    @Test
    void theReturnedMessageOfABounceCountsMost() {
        String bounce =
                """
                Return-Path: <>
                Received: from mx.example.net by mail.example.org (Posthaste) with ESMTP
                 id 9999bounce; Sat, 21 Nov 2026 12:00:00 +0000
                From: MAILER-DAEMON@example.net
                Message-ID: <bounce@example.net>
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Original-Recipient: rfc822;bob@example.net
                Final-Recipient: rfc822; robert@inside.example.net

                --b
                Content-Type: text/rfc822-headers

                Received: from client (unknown [192.0.2.1])
                \tby mail.example.org (Posthaste) with ESMTPSA id 3f9c2a71b04d
                \tfor <bob@example.net>; Sat, 21 Nov 2026 11:59:00 +0000
                Message-ID:
                 <mine@example.org>
                --b--
                """;
        assertThat(Clues.ofMessage(bounce))
                .containsExactly(
                        key(Kind.MESSAGE, "3f9c2a71b04d"),
                        key(Kind.MESSAGE, "9999bounce"),
                        key(Kind.MESSAGE_ID, "mine@example.org"),
                        key(Kind.MESSAGE_ID, "bounce@example.net"),
                        key(Kind.ADDRESS, "robert@inside.example.net"),
                        key(Kind.ADDRESS, "bob@example.net"));
        assertThat(Clues.ofMessage(bounce.replace("\n", "\r\n"))).isEqualTo(Clues.ofMessage(bounce));
        assertThat(Clues.ofMessage("> " + bounce.replace("\n", "\n> ")))
                .contains(key(Kind.MESSAGE_ID, "bounce@example.net"));
    }

    @Test
    void textThatNamesNothingGivesNothing() {
        assertThat(Clues.ofMessage("my mail did not arrive, why?")).isEmpty();
        assertThat(Clues.ofMessage("\u0000".repeat(100_000))).isEmpty();
        assertThat(Clues.ofMessage("Message-ID: <".repeat(50_000))).isEmpty();
        assertThat(Clues.ofMessage("(Posthaste) ".repeat(50_000))).isEmpty();
    }
}
