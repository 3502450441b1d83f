/**
 * Compares published DNS records with those that should exist, by their meaning. Pure, but for the look-ups.
 */
@NullMarked
package org.posthaste.app.doctor.record;

import org.jspecify.annotations.NullMarked;
