package org.posthaste.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The directions of ARCHITECTURE.md, as tests. */
class ArchitectureTest {
    private static final String ROOT = "org.posthaste.";

    /** Test classes of this and the other modules, as Maven and other builds lay them out. */
    private static final Pattern TESTS = Pattern.compile("/test-classes/|-tests\\.jar|/test/org/posthaste/");

    /** Owns the few threads, and the bounded queue before them, in which SEARCH reads bodies. */
    private static final String SEARCH_POOL = ROOT + "imap.ImapSessions";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ArchitectureTest::isMain)
                .importPackages("org.posthaste");
        for (String module : List.of("common", "mailstore", "smtp", "imap", "pop3", "app")) {
            assertThat(classes.stream().filter(resideInAPackage(ROOT + module + "..")))
                    .as(module)
                    .isNotEmpty();
        }
    }

    /** Each package for itself, except that the store's interfaces are one thing in several packages. */
    private static final class Packages implements SliceAssignment {
        private static final Set<String> STORE_INTERFACES = Set.of(
                ROOT + "mailstore",
                ROOT + "mailstore.change",
                ROOT + "mailstore.dmarc",
                ROOT + "mailstore.journal",
                ROOT + "mailstore.queue",
                ROOT + "mailstore.rights",
                ROOT + "mailstore.search",
                ROOT + "mailstore.tls");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass of) {
            String name = of.getPackageName();
            if (name.startsWith(ROOT + "app")) {
                // Its root holds both the entry, which uses all of it, and the settings, which all of it uses.
                return SliceIdentifier.of(ROOT + "app");
            }
            return SliceIdentifier.of(STORE_INTERFACES.contains(name) ? ROOT + "mailstore" : name);
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }

    private static boolean isMain(Location location) {
        return !location.matches(Pattern.compile(".*(" + TESTS.pattern() + ").*"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    /** Classes in packages of {@code from} use none of {@code to}. */
    private static void never(String from, String... to) {
        check(noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to));
    }

    /** Only packages of {@code allowed} use the library. */
    private static void confined(String library, String... allowed) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library.split(",")));
    }

    @Test
    void modulesDependOnLowerOnesOnly() {
        never(
                ROOT + "common..",
                ROOT + "mailstore..",
                ROOT + "smtp..",
                ROOT + "imap..",
                ROOT + "pop3..",
                ROOT + "app..");
        never(ROOT + "mailstore..", ROOT + "smtp..", ROOT + "imap..", ROOT + "pop3..", ROOT + "app..");
        never(ROOT + "smtp..", ROOT + "imap..", ROOT + "pop3..", ROOT + "app..");
        never(ROOT + "imap..", ROOT + "smtp..", ROOT + "pop3..", ROOT + "app..");
        never(ROOT + "pop3..", ROOT + "smtp..", ROOT + "imap..", ROOT + "app..");
    }

    @Test
    void serversAreLayered() {
        for (String server : List.of("smtp", "imap", "pop3")) {
            String base = ROOT + server;
            never(base + ".protocol..", base, base + ".session..", base + ".command..", base + ".extension..");
            never(base + ".protocol..", ROOT + "mailstore..");
            never(base + ".session..", base, base + ".command..", base + ".extension..");
            never(base + ".command..", base);
        }
    }

    /** Each algorithm that judges mail knows values and the DNS, nothing of the server and nothing of the others. */
    @Test
    void verificationIsPure() {
        for (String algorithm : List.of("spf", "iprev", "dkim", "dmarc", "arc")) {
            String own = ROOT + "smtp.verify." + algorithm + "..";
            String below = algorithm.equals("arc") ? ROOT + "smtp.verify.dkim.." : own;
            check(noClasses()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .dependOnClassesThat(resideInAPackage("org.posthaste..")
                            .and(not(resideInAnyPackage(
                                    own,
                                    below,
                                    ROOT + "common.address..",
                                    ROOT + "common.dns..",
                                    ROOT + "common.io..",
                                    ROOT + "common.message..")))));
        }
    }

    @Test
    void signingKnowsKeysOnly() {
        never(
                ROOT + "smtp.sign..",
                ROOT + "mailstore..",
                ROOT + "smtp",
                ROOT + "smtp.session..",
                ROOT + "smtp.command..",
                ROOT + "smtp.receive..",
                ROOT + "smtp.queue..",
                ROOT + "smtp.relay..",
                ROOT + "smtp.report..");
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().assignedFrom(new Packages()).should().beFreeOfCycles());
    }

    @Test
    void librariesStayWhereTheyBelong() {
        confined("org.apache.mina..", ROOT + "common.net.mina..");
        confined("java.sql..,javax.sql..,org.h2..,org.flywaydb..", ROOT + "mailstore.jdbc..");
        confined("org.apache.lucene..", ROOT + "mailstore.text..");
        confined("org.bouncycastle..", ROOT + "common.tls..", ROOT + "common.sasl..", ROOT + "smtp.verify.dkim..");
        confined("org.shredzone.acme4j..", ROOT + "app.acme..");
        confined("com.ongres..", ROOT + "common.sasl..");
        confined("com.nimbusds..", ROOT + "common.sasl..");
        confined("org.xbill..", ROOT + "common.dns..");
        confined("com.fasterxml.jackson..", ROOT + "common.config..", ROOT + "smtp.report..", ROOT + "app..");
        confined("picocli..", ROOT + "app..");
        confined("ch.qos.logback..", ROOT + "app.log..");
        confined("jakarta..", ROOT + "smtp.bounce..");
    }

    @Test
    void theStoreIsUsedThroughItsInterfaces() {
        check(noClasses()
                .that(not(resideInAnyPackage(ROOT + "mailstore..", ROOT + "app..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "mailstore.jdbc..", ROOT + "mailstore.blob..", ROOT + "mailstore.index.."));
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "app.cli..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
        check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    }

    @Test
    void nobodySleeps() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class, int.class));
    }

    @Test
    void threadsHaveOwners() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + "common.dns..",
                        ROOT + "common.net..",
                        ROOT + "common.sasl..",
                        ROOT + "common.tls..",
                        ROOT + "mailstore..",
                        ROOT + "smtp.queue..",
                        ROOT + "smtp.relay..",
                        ROOT + "smtp.report..",
                        ROOT + "app..")
                .and()
                .doNotHaveFullyQualifiedName(SEARCH_POOL)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(Executors|ThreadPoolExecutor|ForkJoinPool)"));
    }

    @Test
    void timeIsAParameterWhereItIsLocal() {
        check(noClasses().should().callMethod(LocalDateTime.class, "now"));
        check(noClasses().should().callMethod(LocalDate.class, "now"));
    }

    @Test
    void namesSayWhatAClassIs() {
        // The field's own word for what runs a mail queue.
        String queue = "(?!org\\.posthaste\\.smtp\\.queue\\.QueueManager)";
        // JSSE's own word for what it asks for keys and trust; the base subject is RFC 5256's.
        check(noClasses()
                .that()
                .areNotAssignableTo(KeyManager.class)
                .and()
                .areNotAssignableTo(TrustManager.class)
                .should()
                .haveNameMatching(queue + ".*(Impl|Utils?|Helpers?|Manager)")
                .orShould()
                .haveNameMatching(".*\\.(Abstract|Base(?!Subject))[A-Z][a-z].*"));
    }

    @Test
    void nullIsDeclaredInEveryPackage() {
        assertThat(classes.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(used -> !used.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .isEmpty();
    }
}
