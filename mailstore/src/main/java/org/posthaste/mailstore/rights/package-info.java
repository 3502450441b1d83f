/**
 * Who may do what with a mailbox, RFC 4314. Values only.
 */
@NullMarked
package org.posthaste.mailstore.rights;

import org.jspecify.annotations.NullMarked;
