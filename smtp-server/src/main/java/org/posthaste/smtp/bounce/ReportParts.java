package org.posthaste.smtp.bounce;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import java.util.UUID;

/** The container of a report (RFC 6522 §3). Its boundary is random, so that no message given back can hold it by intent. */
final class ReportParts extends MimeMultipart {
    ReportParts() throws MessagingException {
        ContentType type = new ContentType("multipart", "report", null);
        type.setParameter("report-type", "delivery-status");
        type.setParameter("boundary", "=_report_" + UUID.randomUUID());
        contentType = type.toString();
    }
}
