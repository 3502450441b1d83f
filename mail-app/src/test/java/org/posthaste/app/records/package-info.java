@NullMarked
package org.posthaste.app.records;

import org.jspecify.annotations.NullMarked;
