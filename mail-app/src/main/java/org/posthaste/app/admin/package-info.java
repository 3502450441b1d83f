/** What an administrator can ask for, as named actions from JSON to JSON. The command line and the admin endpoint both run these; nothing here prints or listens. Thread-safe. */
@NullMarked
package org.posthaste.app.admin;

import org.jspecify.annotations.NullMarked;
