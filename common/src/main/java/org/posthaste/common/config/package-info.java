/**
 * Configuration files mapped to records, with file and line in every complaint.
 */
@NullMarked
package org.posthaste.common.config;

import org.jspecify.annotations.NullMarked;
