package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/rfc-index.tsv} tells the truth about the sources: what is cited is listed, what is listed as done is cited, and every command names its section. */
class RfcIndexTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern CITATION = Pattern.compile("\\bRFC (\\d{3,5})\\b");
    private static final Pattern SECTION = Pattern.compile("\\bRFC \\d{3,5}\\b[^.;]{0,40}§\\d");
    private static final Set<String> STATUSES = Set.of("yes", "partial", "planned", "no");

    private static final Map<Integer, String> STATUS = new TreeMap<>();
    private static final List<Integer> ORDER = new ArrayList<>();
    private static final Map<Path, String> SOURCES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        List<String> lines = Files.readAllLines(TOP.resolve("docs/rfc-index.tsv"));
        assertThat(lines.get(0)).isEqualTo("rfc\ttitle\tstatus\tnote");
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t", -1);
            assertThat(columns).as(line).hasSize(4);
            assertThat(columns[1]).as(line).isNotBlank();
            assertThat(columns[2]).as(line).isIn(STATUSES);
            ORDER.add(Integer.valueOf(columns[0]));
            STATUS.put(Integer.valueOf(columns[0]), columns[2]);
        }
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path module : modules.sorted().toList()) {
                readSources(module.resolve("src/main/java"));
            }
        }
        assertThat(SOURCES).hasSizeGreaterThan(50);
    }

    private static void readSources(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                SOURCES.put(TOP.relativize(file), Files.readString(file));
            }
        }
    }

    private static Set<Integer> cited() {
        Set<Integer> cited = new TreeSet<>();
        for (String source : SOURCES.values()) {
            Matcher citation = CITATION.matcher(source);
            while (citation.find()) {
                cited.add(Integer.valueOf(citation.group(1)));
            }
        }
        return cited;
    }

    @Test
    void rowsAreSortedAndUnique() {
        assertThat(ORDER).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everythingCitedIsListed() {
        assertThat(STATUS.keySet()).containsAll(cited());
    }

    @Test
    void everythingListedAsDoneIsCited() {
        Set<Integer> done = new TreeSet<>(STATUS.keySet());
        done.removeIf(number -> !STATUS.get(number).equals("yes"));
        assertThat(cited()).containsAll(done);
    }

    @Test
    void everyCommandCitesItsSection() {
        assertThat(SOURCES.entrySet().stream()
                        .filter(source ->
                                source.getKey().toString().matches("(smtp|imap|pop3)-server/.*Command\\.java"))
                        .filter(source -> !source.getValue().contains(" interface "))
                        .filter(source -> !SECTION.matcher(source.getValue()).find())
                        .map(Map.Entry::getKey))
                .isEmpty();
    }
}
