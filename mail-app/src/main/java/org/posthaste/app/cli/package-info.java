/** The command line: one class per noun. Confined to the main thread. */
@NullMarked
package org.posthaste.app.cli;

import org.jspecify.annotations.NullMarked;
