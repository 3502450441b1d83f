/** Tests of the IMAP server: transcripts against a real store, and of the protocol's parts. */
@NullMarked
package org.posthaste.imap;

import org.jspecify.annotations.NullMarked;
