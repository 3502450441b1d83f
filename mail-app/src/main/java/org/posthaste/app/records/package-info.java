/** The DNS records our domains and this host should have, and how they are written. Values; asks nobody. Thread-safe. */
@NullMarked
package org.posthaste.app.records;

import org.jspecify.annotations.NullMarked;
