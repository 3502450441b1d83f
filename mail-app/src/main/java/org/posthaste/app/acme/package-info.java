/**
 * Certificates from an authority that speaks ACME (RFC 8555): which are wanted, how names are proved, when they are
 * renewed, and what an administrator may do with certificates. Everything that talks to the authority runs on one thread of its
 * own; acme4j is used here only, and loaded with the first order.
 */
@NullMarked
package org.posthaste.app.acme;

import org.jspecify.annotations.NullMarked;
