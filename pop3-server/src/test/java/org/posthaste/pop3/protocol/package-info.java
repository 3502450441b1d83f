/** Tests of decoding and encoding. */
@NullMarked
package org.posthaste.pop3.protocol;

import org.jspecify.annotations.NullMarked;
