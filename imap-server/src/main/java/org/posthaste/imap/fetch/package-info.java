/**
 * FETCH: items, sections and the stream that renders messages while the peer takes them.
 */
@NullMarked
package org.posthaste.imap.fetch;

import org.jspecify.annotations.NullMarked;
