package org.posthaste.smtp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;

class SmtpParserTest {
    private static SmtpParser parser(String line) {
        return new SmtpParser(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCommandIsReadFromLeftToRight() {
        SmtpParser parser = parser("mail FROM:<ann@sender.example> SIZE=12 smtputf8");
        assertThat(parser.verb()).isEqualTo("MAIL");
        parser.space();
        parser.word("FROM:");
        assertThat(parser.reversePath()).contains(new MailAddress("ann", "sender.example"));
        assertThat(parser.parameters())
                .extracting(Parameter::keyword, p -> p.value().orElse("-"), Parameter::octet)
                .containsExactly(tuple("SIZE", "12", 31), tuple("SMTPUTF8", "-", 39));
        parser.end();
    }

    @Test
    void anErrorNamesTheOctetNotTheCharacter() {
        SmtpParser parser = parser("RCPT TO:<größe@example.org> =");
        parser.verb();
        parser.space();
        parser.word("TO:");
        parser.forwardPath();
        assertThat(parser.sawUtf8()).isTrue();
        assertThatThrownBy(parser::parameters)
                .isInstanceOfSatisfying(
                        SmtpSyntaxException.class, e -> assertThat(e.octet()).isEqualTo(30));
    }

    @Test
    void bracketsAndSpacesInAQuotedLocalPartBelongToIt() {
        SmtpParser parser = parser("<\"a > \\\" <b\"@example.org> X");
        assertThat(parser.reversePath().map(MailAddress::localPart)).contains("a > \" <b");
        assertThat(parser.parameters()).hasSize(1);
    }

    @Test
    void whateverTheOctetsOnlySyntaxErrorsAreThrown() {
        List<String> valid = List.of(
                "MAIL FROM:<ann@sender.example> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=a+2Bb",
                "MAIL FROM:<\"quoted \\\" x\"@[IPv6:2001:db8::1]> AUTH=<>",
                "RCPT TO:<@a.example,@b.example:bob@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob+40x",
                "RCPT TO:<Postmaster>",
                "MAIL FROM:<größe@bücher.example>",
                "EHLO [127.0.0.1]");
        Random random = new Random(5321);
        int refused = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] line = mutate(valid.get(round % valid.size()).getBytes(StandardCharsets.UTF_8), random);
            try {
                readAll(new SmtpParser(line));
            } catch (SmtpSyntaxException e) {
                assertThat(e.octet()).isBetween(0, line.length);
                assertThat(Replies.syntax(e).octets()).isNotEmpty();
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 59_000);
    }

    private static void readAll(SmtpParser parser) {
        String verb = parser.verb();
        parser.space();
        switch (verb) {
            case "MAIL" -> {
                parser.word("FROM:");
                parser.reversePath();
                parser.parameters();
            }
            case "RCPT" -> {
                parser.word("TO:");
                parser.forwardPath();
                parser.parameters().forEach(p -> p.value().ifPresent(Xtext::decode));
            }
            default -> parser.rest();
        }
        parser.end();
    }

    private static byte[] mutate(byte[] line, Random random) {
        byte[] mutated = line;
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(mutated.length + 1);
            int kind = random.nextInt(3);
            byte[] next = new byte[mutated.length + (kind == 0 ? 1 : kind == 1 && at < mutated.length ? -1 : 0)];
            System.arraycopy(mutated, 0, next, 0, Math.min(at, next.length));
            if (kind == 0) {
                next[at] = (byte) random.nextInt(256);
                System.arraycopy(mutated, at, next, at + 1, mutated.length - at);
            } else if (kind == 1 && at < mutated.length) {
                System.arraycopy(mutated, at + 1, next, at, mutated.length - at - 1);
            } else {
                System.arraycopy(mutated, 0, next, 0, mutated.length);
                if (at < next.length) {
                    next[at] = (byte) "<>@:\"\\ \t=,+.[]\0\r\u007f".charAt(random.nextInt(17));
                }
            }
            mutated = next;
            if (mutated.length == 0) {
                break;
            }
        }
        return mutated;
    }
}
