package org.posthaste.imap.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** RFC 9585 §4. */
class ProgressTest {
    @Test
    void nothingIsKnownOfWorkThatDoesNotTell() {
        assertThat(new Progress(0).code("a1")).isEqualTo(new ResponseCode("INPROGRESS (\"a1\" NIL NIL)"));
        assertThat(new Progress(7).code("a1")).isEqualTo(new ResponseCode("INPROGRESS (\"a1\" NIL NIL)"));
    }

    @Test
    void tagThatCouldBeTakenForTheEndOfTheCodeIsLeftOut() {
        assertThat(new Progress(0).code("a]1")).isEqualTo(new ResponseCode("INPROGRESS (NIL NIL NIL)"));
        Progress progress = new Progress(9);
        progress.done(3);
        assertThat(progress.code("a]1")).isEqualTo(new ResponseCode("INPROGRESS (NIL 3 9)"));
    }

    @Test
    void whatIsReadTellsHowFarItIs() throws IOException {
        try (TestStore store = TestStores.open()) {
            store.appendMany(store.inbox(), 3);
            MessageReader reader = store.inbox().reader();
            Progress progress = new Progress(10);
            progress.done(4);
            MessageReader watched = progress.watching(reader);
            assertThat(watched.rendered(store.inbox().snapshot(), 2).size()).isPositive();
            assertThat(progress.code("x")).isEqualTo(new ResponseCode("INPROGRESS (\"x\" 6 10)"));
            assertThat(watched.octets(store.inbox().snapshot(), 1).size()).isPositive();
            assertThat(progress.code("x")).isEqualTo(new ResponseCode("INPROGRESS (\"x\" 5 10)"));
            assertThat(watched.candidateFilter()).as("the index of texts").isSameAs(reader.candidateFilter());
        }
    }

    @Test
    void stepsWithoutGoalAreTold() {
        Progress progress = new Progress(0);
        progress.done(3);
        assertThat(progress.code("x")).isEqualTo(new ResponseCode("INPROGRESS (\"x\" 3 NIL)"));
    }
}
