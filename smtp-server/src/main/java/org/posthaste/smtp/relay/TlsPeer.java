package org.posthaste.smtp.relay;

/**
 * The host a connection goes to, as far as TLS is concerned.
 *
 * @param domain the destination, the part of the recipients' addresses behind the {@code @}, in A-labels
 * @param host the name of the mail exchanger or smarthost in A-labels and lower case; an address literal if there is no
 *     name
 * @param port where it is reached
 * @param authentic the name was learnt over DNSSEC, or from the administrator
 */
public record TlsPeer(String domain, String host, int port, boolean authentic) {}
