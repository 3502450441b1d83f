package org.posthaste.app.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records as the forms of DNS providers want them: relative names, TXT as one string, priority, weight and port apart. Pure. */
public final class FormText {
    private static final List<String> HEADINGS = List.of("NAME", "TYPE", "PRIORITY", "WEIGHT", "PORT", "VALUE");
    private static final String GAP = "  ";

    private FormText() {}

    /** The text of all records of a domain. */
    public static String of(DomainRecords all) {
        StringBuilder text = new StringBuilder();
        text.append("Records of ")
                .append(all.domain())
                .append(
                        " (\"@\" is the domain itself; a form that wants no last full stop of a name gets none; TTL 3600):\n\n");
        table(text, all.inZone().toList(), ExpectedRecord.absolute(all.domain()));
        List<ExpectedRecord> elsewhere = all.elsewhere()
                .filter(record -> record.purpose() != ExpectedRecord.Purpose.REVERSE_NAME)
                .toList();
        if (!elsewhere.isEmpty()) {
            text.append("\nIn the zone that the host ")
                    .append(all.host().hostname())
                    .append(" is in:\n\n");
            table(text, elsewhere, ".");
        }
        List<ExpectedRecord> reverse = all.elsewhere()
                .filter(record -> record.purpose() == ExpectedRecord.Purpose.REVERSE_NAME)
                .toList();
        if (!reverse.isEmpty()) {
            text.append("\nAsk whoever gave you the addresses for their names (reverse DNS):\n\n");
            table(text, reverse, ".");
        }
        all.notes().forEach(note -> text.append("\nNote: ").append(note).append('\n'));
        return text.toString();
    }

    private static void table(StringBuilder text, List<ExpectedRecord> records, String origin) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        records.forEach(record -> rows.add(row(record, origin)));
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> Arrays.setAll(
                widths, column -> Math.max(widths[column], row.get(column).length())));
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                line.append(cell)
                        .append(" ".repeat(widths[column] - cell.length()))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static List<String> row(ExpectedRecord record, String origin) {
        String name = ZoneText.relative(record.name(), origin);
        String[] parts = record.value().split(" ");
        return switch (record.type()) {
            case "MX" -> List.of(name, "MX", parts[0], "", "", parts[1]);
            case "SRV" -> List.of(name, "SRV", parts[0], parts[1], parts[2], parts[3]);
            default -> List.of(name, record.type(), "", "", "", record.value());
        };
    }
}
