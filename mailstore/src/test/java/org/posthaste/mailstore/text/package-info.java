/** Tests of the text index. */
@NullMarked
package org.posthaste.mailstore.text;

import org.jspecify.annotations.NullMarked;
