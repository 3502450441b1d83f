/** Tests of the POP3 server. */
@NullMarked
package org.posthaste.pop3;

import org.jspecify.annotations.NullMarked;
