/**
 * Certificates, TLS contexts and what is known of a TLS connection.
 */
@NullMarked
package org.posthaste.common.tls;

import org.jspecify.annotations.NullMarked;
