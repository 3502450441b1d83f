/**
 * Mail addresses and the RFC 5321 grammar for them. Values only.
 */
@NullMarked
package org.posthaste.common.address;

import org.jspecify.annotations.NullMarked;
