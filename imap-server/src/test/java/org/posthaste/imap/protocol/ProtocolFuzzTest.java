package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.posthaste.common.fuzz.Fuzzing;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.imap.fetch.MessageUrl;
import org.posthaste.imap.protocol.CommandFramer.Event;

/** Whatever the octets: nothing but the syntax exception, and the same result for every fragmentation. */
class ProtocolFuzzTest {
    private static final FrameLimits LIMITS = new FrameLimits(200, 30, 300, 1000);
    private static final List<String> WORDS = List.of(
            "{3}\r\n",
            "{3+}\r\n",
            "~{5+}\r\n",
            "{99999999999999999999}\r\n",
            "\r\n",
            "\"\\\\\"",
            "NIL",
            "INBOX",
            "(\\Seen $x)",
            "1:*,7",
            "4294967295",
            "&AOQ-",
            "1-Feb-1994",
            "BODY[1.2.MIME]<0.1>",
            "+0000");

    /** The methods of the grammar, each tried on the same octets. */
    private static final List<Consumer<ImapParser>> RULES = List.of(
            ImapParser::tag,
            ImapParser::astring,
            ImapParser::mailbox,
            parser -> parser.utf8().mailbox(),
            ImapParser::listMailbox,
            ImapParser::sequenceSet,
            ImapParser::date,
            ImapParser::dateTime,
            ImapParser::flagList,
            ImapParser::flags,
            ImapParser::number64,
            ImapParser::nzNumber,
            ImapParser::literalHeader,
            ImapParser::backslashAtom,
            ImapParser::string,
            ImapParser::end);

    @Test
    void commands() {
        Fuzzing.run(getClass(), "command", WORDS, ProtocolFuzzTest::command);
    }

    @Test
    void namesAndUrls() {
        List<String> words = List.of(
                "&",
                "-",
                "&AOQ-",
                "&2D3eAA-",
                "&-",
                "/",
                "/;UID=1",
                ";SECTION=1.2",
                ";PARTIAL=0.9",
                "%C3%A4",
                "%",
                ";UIDVALIDITY=7");
        Fuzzing.run(getClass(), "name", words, ProtocolFuzzTest::name);
    }

    private static void command(byte[] octets) {
        for (Consumer<ImapParser> rule : RULES) {
            try {
                rule.accept(new ImapParser(octets, 0, octets.length));
            } catch (ImapSyntaxException e) {
                assertThat(e.status().text()).isNotEmpty();
            }
        }
        Framing whole = new Framing();
        whole.take(octets);
        Framing cut = new Framing();
        Fuzzing.pieces(octets, cut::take);
        assertThat(cut.events).isEqualTo(whole.events);
    }

    private static void name(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        Optional<String> decoded = MailboxNameCodec.decode(text);
        decoded.ifPresent(name -> assertThat(MailboxNameCodec.encode(name)).isEqualTo(text));
        boolean wellFormed = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (wellFormed) {
            assertThat(MailboxNameCodec.decode(MailboxNameCodec.encode(text))).contains(text);
        }
        MessageUrl.parse(text);
    }

    /** What becomes of octets; of literals those up to 30 are kept, up to 90 handed on, longer ones refused. */
    private static final class Framing {
        final List<String> events = new ArrayList<>();
        private final CommandFramer framer = new CommandFramer(LIMITS);
        private final InputBuffer input = new InputBuffer();
        private final StringBuilder handedOn = new StringBuilder();

        void take(byte[] octets) {
            input.append(ByteBuffer.wrap(octets));
            for (Event event = framer.next(input); event != Event.INCOMPLETE; event = framer.next(input)) {
                String shown = new String(
                        framer.array(), framer.from(), framer.to() - framer.from(), StandardCharsets.ISO_8859_1);
                switch (event) {
                    case COMMAND -> events.add("command " + shown);
                    case LITERAL -> literal();
                    case OCTETS -> handedOn.append(shown);
                    case LITERAL_END -> {
                        events.add("handed on " + handedOn);
                        handedOn.setLength(0);
                    }
                    default -> events.add(event.name());
                }
            }
        }

        private void literal() {
            long size = framer.literalSize();
            events.add("literal " + size + (framer.synchronizing() ? "" : "+"));
            if (framer.fits(size)) {
                framer.keepLiteral();
            } else if (size <= 90) {
                framer.handOnLiteral();
            } else {
                framer.refuse();
            }
        }
    }
}
