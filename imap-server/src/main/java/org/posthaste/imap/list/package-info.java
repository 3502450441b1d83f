/**
 * LIST and its relatives: patterns, selection and return options.
 */
@NullMarked
package org.posthaste.imap.list;

import org.jspecify.annotations.NullMarked;
