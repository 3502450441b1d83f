/**
 * What tests of all modules share.
 */
package org.posthaste.common;
