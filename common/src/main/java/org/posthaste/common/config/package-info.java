/**
 * Configuration files mapped to records, with file and line in every complaint. Entry:
 * {@link org.posthaste.common.config.ConfigFile}. Values are immutable; everything here may be used from any thread.
 */
@NullMarked
package org.posthaste.common.config;

import org.jspecify.annotations.NullMarked;
