/**
 * Finds out what keeps mail from coming and going, says how to mend it, and tells the postmaster what lasts. Checks run on threads of an
 * examination's own and may block.
 */
@NullMarked
package org.posthaste.app.doctor;

import org.jspecify.annotations.NullMarked;
