/**
 * One streaming pass over a message: part offsets, ENVELOPE, BODYSTRUCTURE, header fields. Values and parsers, no I/O.
 */
@NullMarked
package org.posthaste.common.message;

import org.jspecify.annotations.NullMarked;
