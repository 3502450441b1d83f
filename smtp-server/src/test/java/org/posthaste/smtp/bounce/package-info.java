@NullMarked
package org.posthaste.smtp.bounce;

import org.jspecify.annotations.NullMarked;
