/** The local admin endpoint of a running server and its client. The endpoint runs on its own small pool. */
@NullMarked
package org.posthaste.app.http;

import org.jspecify.annotations.NullMarked;
