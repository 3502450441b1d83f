package org.posthaste.app.doctor;

import java.util.List;
import org.posthaste.app.doctor.host.BlocklistCheck;
import org.posthaste.app.doctor.host.CertificateCheck;
import org.posthaste.app.doctor.host.ClockCheck;
import org.posthaste.app.doctor.host.DiskCheck;
import org.posthaste.app.doctor.host.HostNameCheck;
import org.posthaste.app.doctor.host.InboundCheck;
import org.posthaste.app.doctor.host.MemoryCheck;
import org.posthaste.app.doctor.host.OpenRelayCheck;
import org.posthaste.app.doctor.host.OutboundCheck;
import org.posthaste.app.doctor.host.PortsCheck;
import org.posthaste.app.doctor.host.QueueCheck;
import org.posthaste.app.doctor.host.ResolverCheck;
import org.posthaste.app.doctor.host.ReverseNameCheck;
import org.posthaste.app.doctor.host.SecretFilesCheck;
import org.posthaste.app.doctor.record.RecordsCheck;

/** Everything that is examined. */
final class Checks {
    /** The records of a domain, which can be waited for. */
    static final DomainCheck RECORDS = new RecordsCheck();

    /** Once for each domain. */
    static final List<DomainCheck> OF_DOMAIN = List.of(RECORDS, new PolicyCheck());

    /** Once. */
    static final List<Check> OF_HOST = List.of(
            new HostNameCheck(),
            new ReverseNameCheck(),
            new PortsCheck(),
            new InboundCheck(),
            new OutboundCheck(),
            new BlocklistCheck(),
            new CertificateCheck(),
            new ResolverCheck(),
            new OpenRelayCheck(),
            new SecretFilesCheck(),
            new ClockCheck(),
            new DiskCheck(),
            new MemoryCheck(),
            new QueueCheck());

    private Checks() {}
}
