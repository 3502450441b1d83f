/**
 * An index of the texts of messages, one for each account, that narrows searches: of any text it knows which messages
 * may hold it. Lucene is known here only.
 */
@NullMarked
package org.posthaste.mailstore.text;

import org.jspecify.annotations.NullMarked;
