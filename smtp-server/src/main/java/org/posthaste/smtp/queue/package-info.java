/**
 * Mail on its way to other hosts: when each recipient is tried, over how many connections, what becomes of the results, and who is told. How mail is carried is behind {@link
 * org.posthaste.smtp.queue.CourierService}, how failures are worded behind {@link org.posthaste.smtp.queue.FailureReporter}. Delivery threads may block; nothing else here does.
 */
@NullMarked
package org.posthaste.smtp.queue;

import org.jspecify.annotations.NullMarked;
