package org.posthaste.smtp.verify.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whatever a domain publishes: a record or none, never an exception. */
class DmarcRecordFuzzTest {
    @FuzzTest
    @DictionaryFile(resourcePath = "dmarc.dict")
    void fuzz(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        DmarcRecord.parse("example.org", text);
        Optional<DmarcRecord> record = DmarcRecord.parse("example.org", "v=DMARC1;" + text);
        assertThat(record).isPresent();
        assertThat(String.join("", record.get().remarks())).matches("[ -~]*");
        assertThat(record.get().failureOptions()).isNotEmpty();
        record.get().aggregateReports().forEach(ReportUri::mailbox);
        record.get().failureReports().forEach(ReportUri::mailbox);
        assertThat(record.get().aggregateReports()).hasSizeLessThanOrEqualTo(20);
    }
}
