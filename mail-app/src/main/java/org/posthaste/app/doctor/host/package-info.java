/**
 * What is examined on this host, and in what others see of it.
 */
@NullMarked
package org.posthaste.app.doctor.host;

import org.jspecify.annotations.NullMarked;
