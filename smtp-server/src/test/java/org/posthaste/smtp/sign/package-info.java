@NullMarked
package org.posthaste.smtp.sign;

import org.jspecify.annotations.NullMarked;
