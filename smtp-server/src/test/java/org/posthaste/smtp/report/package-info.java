/** Tests of reports. */
@NullMarked
package org.posthaste.smtp.report;

import org.jspecify.annotations.NullMarked;
