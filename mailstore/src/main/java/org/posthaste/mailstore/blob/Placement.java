package org.posthaste.mailstore.blob;

/** Where a message was put, with its rendered form. */
public record Placement(BlobRef blob, MetaRef meta) {}
