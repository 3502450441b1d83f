package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.posthaste.common.fuzz.Fragments;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.imap.protocol.CommandFramer.Event;

/** Whatever the octets of a command: nothing but the syntax exception, and the same events for every fragmentation. */
class CommandFuzzTest {
    private static final FrameLimits LIMITS = new FrameLimits(200, 30, 300, 1000);

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

    @FuzzTest
    @DictionaryFile(resourcePath = "command.dict")
    void fuzz(byte[] octets) {
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
        Fragments.of(octets, cut::take);
        assertThat(cut.events).isEqualTo(whole.events);
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
