/** What is remembered of TLS with other hosts: their policies, and how it went. Values, and the interface to keep them. */
@NullMarked
package org.posthaste.mailstore.tls;

import org.jspecify.annotations.NullMarked;
