package org.posthaste.imap.protocol;

/** date-time of RFC 3501 §9, written without garbage. */
public final class InternalDateFormat {
    private static final byte[][] MONTHS = {
        Octets.ascii("-Jan-"), Octets.ascii("-Feb-"), Octets.ascii("-Mar-"), Octets.ascii("-Apr-"),
        Octets.ascii("-May-"), Octets.ascii("-Jun-"), Octets.ascii("-Jul-"), Octets.ascii("-Aug-"),
        Octets.ascii("-Sep-"), Octets.ascii("-Oct-"), Octets.ascii("-Nov-"), Octets.ascii("-Dec-")
    };
    private static final int SECONDS_OF_DAY = 86400;

    private InternalDateFormat() {}

    /** Writes {@code "17-Jul-1996 02:44:25 -0700"}; years outside 0 to 9999, which the grammar cannot say, become the nearest it can. */
    public static void write(long epochSecond, int offsetMinutes, ImapWriter out) {
        long local = epochSecond + offsetMinutes * 60L;
        long days = Math.floorDiv(local, (long) SECONDS_OF_DAY);
        int second = (int) Math.floorMod(local, (long) SECONDS_OF_DAY);
        // Civil date from days: eras of 400 years that begin in March, so that the leap day is the last.
        long shifted = days + 719468;
        long era = Math.floorDiv(shifted, 146097L);
        int dayOfEra = (int) (shifted - era * 146097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 2 : marchMonth - 10;
        long year = Math.min(9999, Math.max(0, yearOfEra + era * 400 + (month < 2 ? 1 : 0)));
        int zone = Math.abs(offsetMinutes);
        out.octet('"').two(day).octets(MONTHS[month]).two((int) year / 100).two((int) year % 100);
        out.sp().two(second / 3600).octet(':').two(second / 60 % 60).octet(':').two(second % 60);
        out.sp()
                .octet(offsetMinutes < 0 ? '-' : '+')
                .two(zone / 60 % 100)
                .two(zone % 60)
                .octet('"');
    }
}
