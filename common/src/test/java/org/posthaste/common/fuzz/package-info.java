/** What fuzz targets share. */
@org.jspecify.annotations.NullMarked
package org.posthaste.common.fuzz;
