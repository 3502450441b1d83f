/**
 * The DNS, as mail needs it. The one package that knows dnsjava. Answers may come on any thread; whoever continues
 * there must not block.
 */
@NullMarked
package org.posthaste.common.dns;

import org.jspecify.annotations.NullMarked;
