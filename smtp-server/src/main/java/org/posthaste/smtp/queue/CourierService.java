package org.posthaste.smtp.queue;

/** Makes couriers. Thread-safe. */
public interface CourierService {
    /** A courier that will connect with its first task. Never blocks. */
    Courier courier(Route route);
}
