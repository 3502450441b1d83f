/** Reports between hosts: what is counted for those we send about DMARC, and those that others sent about our domains. Values, and the interfaces to keep them. */
@NullMarked
package org.posthaste.mailstore.dmarc;

import org.jspecify.annotations.NullMarked;
