package org.posthaste.imap.fetch;

import java.io.IOException;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.RenderedMessage;

/** A message that sections are taken of; read no further than is asked for. Confined to one thread at a time. */
public interface MessageContent {
    /** What was rendered of it at delivery. */
    RenderedMessage rendered() throws IOException;

    /** The whole message. */
    ByteSource octets() throws IOException;
}
