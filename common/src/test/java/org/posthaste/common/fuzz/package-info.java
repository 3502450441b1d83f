/** Feeds parsers with kept and made-up input. */
@org.jspecify.annotations.NullMarked
package org.posthaste.common.fuzz;
