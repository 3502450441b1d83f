package org.posthaste.smtp.relay.tls;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text record that says that a domain has an MTA-STS policy, and which (RFC 8461 §3.1). Pure. */
final class StsRecord {
    private static final Pattern VERSION = Pattern.compile("v=STSv1[ \\t]*(;.*)?");
    private static final Pattern FIELD =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31})=([\\x21-\\x3a\\x3c\\x3e-\\x7e]+)");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");

    private StsRecord() {}

    /** The id of the policy, from all text records of {@code _mta-sts.DOMAIN}; empty if not exactly one is such a record, or if it is malformed. */
    static Optional<String> id(List<String> texts) {
        List<String> records =
                texts.stream().filter(text -> VERSION.matcher(text).matches()).toList();
        return records.size() == 1 ? id(records.get(0)) : Optional.empty();
    }

    private static Optional<String> id(String record) {
        String id = "";
        String[] fields = record.split(";", -1);
        for (int i = 1; i < fields.length; i++) {
            String field = fields[i].strip();
            if (field.isEmpty() && i == fields.length - 1) {
                break;
            }
            Matcher parts = FIELD.matcher(field);
            if (!parts.matches()) {
                return Optional.empty();
            }
            if (parts.group(1).equals("id") && id.isEmpty()) {
                id = parts.group(2);
            }
        }
        return ID.matcher(id).matches() ? Optional.of(id) : Optional.empty();
    }
}
