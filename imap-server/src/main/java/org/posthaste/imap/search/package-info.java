/**
 * SEARCH: keys and their translation into the store's queries.
 */
@NullMarked
package org.posthaste.imap.search;

import org.jspecify.annotations.NullMarked;
