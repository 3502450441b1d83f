package org.posthaste.app.web;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a client asks Autodiscover ([MS-OXDSCLI] §2.2.3). A value.
 *
 * @param address whose settings are wanted
 * @param schema the form of answer that is understood; empty if it was not named
 */
record AutodiscoverRequest(String address, String schema) {
    private static final int LONGEST_ADDRESS = 320;
    private static final int LONGEST_TEXT = 4_096;
    private static final int DEEPEST = 16;

    /** Reads a document; empty for anything else. Document types and entities are refused, as nothing here needs them (XXE, exponential expansion). */
    static Optional<AutodiscoverRequest> parse(byte[] document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException notXml) {
            return Optional.empty();
        }
    }

    private static Optional<AutodiscoverRequest> read(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        String address = "";
        String schema = "";
        int depth = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return Optional.empty();
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    text.setLength(0);
                    if (++depth > DEEPEST) {
                        return Optional.empty();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (text.length() + reader.getTextLength() > LONGEST_TEXT) {
                        return Optional.empty();
                    }
                    text.append(reader.getText());
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    if (reader.getLocalName().equalsIgnoreCase("EMailAddress")) {
                        address = text.toString().strip();
                    } else if (reader.getLocalName().equalsIgnoreCase("AcceptableResponseSchema")) {
                        schema = text.toString().strip();
                    }
                    text.setLength(0);
                }
                default -> text.length();
            }
        }
        boolean usable = address.length() <= LONGEST_ADDRESS
                && address.indexOf('@') > 0
                && address.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
        return usable ? Optional.of(new AutodiscoverRequest(address, schema)) : Optional.empty();
    }
}
