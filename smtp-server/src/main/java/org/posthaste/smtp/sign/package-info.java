/** The keys our domains sign their mail with, and signing. Knows neither sessions nor configuration nor store. Thread-safe. */
@NullMarked
package org.posthaste.smtp.sign;

import org.jspecify.annotations.NullMarked;
