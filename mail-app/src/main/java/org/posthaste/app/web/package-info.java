/**
 * What strangers and mail programs may ask of this host by HTTP: policies, settings, ACME challenges. Sessions run on workers of their own server; pages are asked there and may read the
 * store's directory, nothing else.
 */
@NullMarked
package org.posthaste.app.web;

import org.jspecify.annotations.NullMarked;
